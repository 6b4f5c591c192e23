using System.Runtime.Versioning;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>What an installer image holds, put on a disk as the installer program does.</summary>
[NonParallelizable]
public sealed class InstallerBootTests
{
    [Test]
    [UnsupportedOSPlatform("windows")]
    public async Task The_files_of_an_installer_boot_from_the_disk_that_they_are_copied_to()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var installer = await DemoAssets.WithExtensions(engine).AsInstaller().PlanAsync();
        var archive = folder["installer.tar"];
        await installer.WriteToFileAsync(archive);

        // Foreign programs take the image apart, so that nothing is read by what wrote it.
        ForeignTool.Run("skopeo", "copy", "--quiet", $"docker-archive:{archive}", $"oci:{folder["image"]}:v1");
        ForeignTool.Run("umoci", "unpack", "--rootless", "--image", $"{folder["image"]}:v1", folder["bundle"]);
        var files = folder["bundle", "rootfs", "usr", "install", "amd64"];
        foreach (var file in Directory.GetFiles(files))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        var tree = new FileTree();
        tree.SetFile("EFI/BOOT/BOOTX64.EFI", BlobSource.FromFile(Path.Combine(files, "systemd-boot.efi")));
        tree.SetFile($"EFI/Linux/Talos-{DemoRelease.Version}.efi", BlobSource.FromFile(Path.Combine(files, "vmlinuz.efi")));
        tree.SetFile("loader/loader.conf", BlobSource.FromText("timeout 0\n"));
        var disk = folder["disk.raw"];
        var length = new FileInfo(Path.Combine(files, "vmlinuz.efi")).Length;
        await FatImageBuilder.Build(tree, FatOptions.ForIsoEfiSystemPartition(FatOptions.IsoEfiSystemPartitionSize(length))).WriteToFileAsync(disk);
        using var machine = VirtualMachine.Amd64().WithDisk(disk);
        var report = machine.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Is.EqualTo(installer.KernelCommandLine));
        Assert.That(report["efi.LoaderInfo"], Does.StartWith("systemd-boot"));
        Assert.That(report.Count("layer.count"), Is.EqualTo(3));
    }
}
