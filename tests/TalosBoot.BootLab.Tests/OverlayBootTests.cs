using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// The disk image of a Raspberry Pi, started as far as a machine without the board's own chips can: its boot ROM and start4.elf are not run, and what they would
/// load, U-Boot, is that of QEMU's machine. From there on all is as on the board: U-Boot or UEFI firmware, GRUB, kernel, first process.
/// </summary>
[NonParallelizable]
public sealed class OverlayBootTests
{
    const int FirstPartition = 1024 * 1024;

    TemporaryFolder _folder = null!;
    TalosBootEngine _engine = null!;
    BootAsset _asset = null!;

    [OneTimeSetUp]
    public async Task CreateAsync()
    {
        _folder = new TemporaryFolder();
        _engine = DemoAssets.CreateEngine();
        _asset = await _engine.CreateAsset(new Profile { BaseProfileName = "rpi_generic", Version = DemoRelease.Version, Arch = Architecture.Arm64.ToName() })
            .UseOverlay("rpi_generic", new ContainerAsset { ImageRef = DemoRelease.Reference("sbc-raspberrypi", "v0.2.0") })
            .PackagedAs(OutFormat.Raw).PlanAsync();
        await _asset.WriteToFileAsync(_folder["disk.raw"]);
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        _asset?.Dispose();
        _folder?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Test]
    public void The_files_of_the_board_are_on_the_EFI_system_partition() => Assert.That(
        ForeignTool.Run("mdir", "-b", "-/", "-i", $"{_folder["disk.raw"]}@@{FirstPartition}", "::").Lines,
        Is.SupersetOf(new[] { "::/start4.elf", "::/overlays/disable-bt.dtbo", "::/u-boot.bin", "::/config.txt", "::/EFI/boot/BOOTAA64.efi" }));

    [Test]
    public void The_disk_of_a_Raspberry_Pi_boots_through_GRUB_under_UEFI_firmware() => Check(VirtualMachine.Arm64());

    [Test]
    public void The_disk_of_a_Raspberry_Pi_boots_through_GRUB_under_U_Boot() => Check(VirtualMachine.Arm64WithUBoot());

    void Check(VirtualMachine machine)
    {
        using var running = machine.WithDisk(_folder["disk.raw"]);
        var report = running.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Is.EqualTo($"BOOT_IMAGE=/A/vmlinuz {_asset.KernelCommandLine}"));
        Assert.That(_asset.KernelCommandLine, Does.StartWith("talos.platform=metal console=tty0 console=ttyAMA0,115200 "));
        Assert.That((report["arch"], report["efi"]), Is.EqualTo(("aarch64", "yes")));
    }
}
