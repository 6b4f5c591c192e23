using TalosBoot.Core.Versions;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>A UKI alone on a FAT volume, as firmware finds it on a disk.</summary>
[NonParallelizable]
public sealed class UkiBootTests
{
    [Test]
    public async Task The_uki_boots_on_amd64()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var uki = await DemoAssets.WithExtensions(engine).AsUki().PlanAsync();
        var disk = await EspDisk.CreateAsync(folder, "BOOTX64.EFI", uki.Content);
        using var machine = VirtualMachine.Amd64().WithDisk(disk);
        AssertReport(machine.RunToReport(), uki);
    }

    [Test]
    public async Task The_uki_boots_on_arm64()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var uki = await DemoAssets.WithExtensions(engine, Architecture.Arm64).AsUki().PlanAsync();
        var disk = await EspDisk.CreateAsync(folder, "BOOTAA64.EFI", uki.Content);
        using var machine = VirtualMachine.Arm64().WithDisk(disk);
        var report = machine.RunToReport();
        AssertReport(report, uki);
        Assert.That(report["arch"], Is.EqualTo("aarch64"));
    }

    static void AssertReport(DemoReport report, BootAsset uki)
    {
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Is.EqualTo(uki.KernelCommandLine));
        Assert.That(report.Count("layer.count"), Is.EqualTo(3));
        Assert.That(report["efi.StubInfo"], Does.StartWith("systemd-stub"));
    }
}
