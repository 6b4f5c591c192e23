using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>A disk image with the overlay of a Raspberry Pi. Its own firmware is not there to be run: the machine's UEFI firmware starts GRUB, as U-Boot would.</summary>
[NonParallelizable]
public sealed class OverlayBootTests
{
    const long DiskSize = 1306525696;

    static FileTree Overlay()
    {
        var tree = new FileTree();
        foreach (var file in new[] { "firmware/boot/start4.elf", "firmware/boot/overlays/disable-bt.dtbo", "u-boot/rpi_generic/u-boot.bin" })
        {
            tree.SetFile($"artifacts/arm64/{file}", BlobSource.FromText($"Stand-in for {file}.\n"));
        }

        tree.SetFile("installers/rpi_generic", BlobSource.FromText("It is not run."));
        return tree;
    }

    [Test]
    public async Task The_disk_of_a_Raspberry_Pi_boots_through_GRUB_and_has_the_files_of_its_firmware()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var asset = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Arm64)
            .UseOverlay("rpi_generic", ContainerAsset.FromTree(Overlay(), "sbc-raspberrypi"))
            .AsDiskImage(new ProfileImageOptions { DiskSize = DiskSize, DiskFormat = DiskFormat.Raw, Bootloader = BootloaderKind.Grub })
            .PlanAsync();
        var disk = folder["disk.raw"];
        await asset.WriteToFileAsync(disk);
        Assert.That(
            ForeignTool.Run("mdir", "-b", "-/", "-i", $"{disk}@@{1024 * 1024}", "::").Lines,
            Is.SupersetOf(new[] { "::/start4.elf", "::/overlays/disable-bt.dtbo", "::/u-boot.bin", "::/config.txt", "::/EFI/boot/BOOTAA64.efi" }));
        using var machine = VirtualMachine.Arm64().WithDisk(disk);
        var report = machine.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Does.EndWith(asset.KernelCommandLine));
        Assert.That(asset.KernelCommandLine, Does.StartWith("talos.platform=metal console=tty0 console=ttyAMA0,115200 "));
        Assert.That(report["arch"], Is.EqualTo("aarch64"));
    }
}
