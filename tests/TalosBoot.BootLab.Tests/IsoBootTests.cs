using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>Real firmware starts what TalosBoot built, and the guest says what it found.</summary>
[NonParallelizable]
public sealed class IsoBootTests
{
    TemporaryFolder _folder = null!;
    TalosBootEngine _engine = null!;
    BootAsset _iso = null!;
    string _isoPath = null!;

    [OneTimeSetUp]
    public async Task BuildAsync()
    {
        _folder = new TemporaryFolder();
        _engine = DemoAssets.CreateEngine();
        _iso = await DemoAssets.WithExtensions(_engine).AsIso(BootloaderKind.SdBoot).PlanAsync();
        _isoPath = _folder[_iso.FileName];
        await _iso.WriteToFileAsync(_isoPath);
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        _iso?.Dispose();
        _folder?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Test]
    public void The_iso_boots_from_a_cd_with_extensions_and_early_microcode()
    {
        using var machine = VirtualMachine.Amd64().WithCd(_isoPath);
        var report = machine.RunToReport();
        AssertReport(report);
        Assert.That(report["efi.LoaderInfo"], Does.StartWith("systemd-boot"));
        Assert.That(report["efi.LoaderEntrySelected"], Does.StartWith($"talos-{DemoRelease.Version}.efi").IgnoreCase);
    }

    [Test]
    [Explicit("The usual ISO starts systemd-boot from a USB disk too, and a boot costs about twenty seconds.")]
    public void The_iso_boots_from_a_usb_disk()
    {
        using var machine = VirtualMachine.Amd64().WithUsbDisk(_isoPath);
        AssertReport(machine.RunToReport());
    }

    void AssertReport(DemoReport report)
    {
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Is.EqualTo(_iso.KernelCommandLine));
        Assert.That(report["cmdline"], Does.Contain("talos.halt_if_installed=1").And.Contain("demo.answer=42"));
        Assert.That(report.Count("layer.count"), Is.EqualTo(3));
        for (var layer = 0; layer < 3; layer++)
        {
            Assert.That(report[$"layer.{layer}.image"], Is.EqualTo($"{layer.ToString(CultureInfo.InvariantCulture)}.sqsh"));
            Assert.That(report[$"layer.{layer}.file.sha256"], Has.Length.EqualTo(64));
        }

        Assert.That(
            new[] { report["layer.0.name"], report["layer.1.name"], report["layer.2.name"] },
            Is.EqualTo(new[] { "demo-hello", "demo-tools", "demo-ucode" }));
        Assert.That(report["merged.precedence"], Is.EqualTo("demo-ucode"), "The last extension lies on top.");
        AssertMicrocode(report);
    }

    /// <summary>The early files hold what the extension's image holds, joined in byte order of the names, and the firmware left the layer.</summary>
    static void AssertMicrocode(DemoReport report)
    {
        Assert.That(report.Count("microcode.count"), Is.EqualTo(2));
        using var folder = new TemporaryFolder();
        var image = DemoImages.Unpack("demo-ucode", "v1.0.0", folder);
        Assert.That(report["microcode.0.path"], Is.EqualTo("/kernel/x86/microcode/AuthenticAMD.bin"));
        Assert.That(report["microcode.0.sha256"], Is.EqualTo(DigestOf(image, "rootfs/usr/lib/firmware/amd-ucode", "microcode_amd*.bin")));
        Assert.That(report["microcode.1.path"], Is.EqualTo("/kernel/x86/microcode/GenuineIntel.bin"));
        Assert.That(report["microcode.1.sha256"], Is.EqualTo(DigestOf(image, "rootfs/usr/lib/firmware/intel-ucode", "*")));
        Assert.That(report["firmware.source"], Is.EqualTo("initramfs"));
        Assert.That(report.Count("firmware.count"), Is.Positive);
    }

    static string DigestOf(string image, string directory, string pattern)
    {
        var files = Directory.GetFiles(Path.Combine(image, directory), pattern).Order(StringComparer.Ordinal);
        return Digest.Sha256(BlobSource.Concat([.. files.Select(BlobSource.FromFile)])).Hex;
    }
}
