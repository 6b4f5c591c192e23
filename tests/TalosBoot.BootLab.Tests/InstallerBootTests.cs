using TalosBoot.Core.Versions;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>A machine is installed from an installer image: an ISO is booted, copies the image's files to an empty disk, and the disk boots.</summary>
[NonParallelizable]
public sealed class InstallerBootTests
{
    const long DiskSize = 256 * 1024 * 1024;
    const int SectorSize = 512;

    [Test]
    public async Task A_machine_that_was_installed_from_an_installer_image_boots_from_its_disk()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var installer = await DemoAssets.WithExtensions(engine).AsInstaller().PlanAsync();
        await installer.WriteToFileAsync(folder["installer.raw"]);
        PadToSectors(folder["installer.raw"]);
        using var iso = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)
            .Customize(custom => custom.AddKernelArgument("talosboot.demo.install=vda,vdb"))
            .AsIso().PlanAsync();
        await iso.WriteToFileAsync(folder["talos.iso"]);
        using (var empty = File.Create(folder["disk.raw"]))
        {
            empty.SetLength(DiskSize);
        }

        using var first = VirtualMachine.Amd64()
            .WithCd(folder["talos.iso"]).WithVolume(folder["installer.raw"], "installer").WithVolume(folder["disk.raw"], "empty");
        var installed = first.RunToReport();
        Assert.That(installed.IsComplete, Is.True, installed.ToString());
        Assert.That(installed["install.version"], Is.EqualTo(DemoRelease.Version));
        Assert.That(installed.Count("install.layers"), Is.EqualTo(installer.Image!.Layers.Count));
        Assert.That(installed["install.files"].Trim(), Is.EqualTo($"./EFI/Linux/Talos-{DemoRelease.Version}.efi ./EFI/boot/BOOTX64.efi"));

        using var second = VirtualMachine.Amd64().WithDisk(folder["disk.raw"]);
        var report = second.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Is.EqualTo(installer.KernelCommandLine));
        Assert.That(report["efi.LoaderInfo"], Does.StartWith("systemd-boot"));
        Assert.That(report.Count("layer.count"), Is.EqualTo(DemoAssets.Extensions.Length));
        Assert.That(report.Has("install.version"), Is.False, "That was the ISO.");
    }

    /// <summary>A disk has whole sectors; an archive ends where it ends.</summary>
    static void PadToSectors(string path)
    {
        using var file = File.OpenWrite(path);
        file.SetLength((file.Length + SectorSize - 1) / SectorSize * SectorSize);
    }
}
