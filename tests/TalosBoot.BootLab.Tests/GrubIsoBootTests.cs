using TalosBoot.Core.Versions;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>Real firmware starts ISOs that GRUB starts, with GRUB images that TalosBoot made, and the guest says what it found.</summary>
[NonParallelizable]
public sealed class GrubIsoBootTests
{
    const string Duplicate = "Another boot goes the same way through firmware and loader, and a boot costs about twenty seconds.";

    readonly Dictionary<string, (string Path, string CommandLine)> _isos = [];
    TemporaryFolder _folder = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void Create()
    {
        _folder = new TemporaryFolder();
        _engine = DemoAssets.CreateEngine();
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        _folder?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [TestCase("v1.12.0", true, true)]
    [TestCase("v1.12.0", true, false)]
    [TestCase("v1.12.0", false, true)]
    [TestCase("v1.12.0", false, false)]
    [TestCase("v1.9.3", true, true, Explicit = true, Reason = Duplicate)]
    [TestCase("v1.9.3", true, false, Explicit = true, Reason = Duplicate)]
    [TestCase("v1.9.3", false, true)]
    [TestCase("v1.9.3", false, false, Explicit = true, Reason = Duplicate)]
    [TestCase("v1.5.5", true, true)]
    [TestCase("v1.5.5", true, false, Explicit = true, Reason = Duplicate)]
    [TestCase("v1.5.5", false, true, Explicit = true, Reason = Duplicate)]
    [TestCase("v1.5.5", false, false, Explicit = true, Reason = Duplicate)]
    [TestCase("v1.3.7", true, true)]
    public async Task An_iso_of_the_usual_kind_boots(string version, bool isBios, bool isCd)
    {
        var iso = await BuildAsync(version, Architecture.Amd64, BootloaderKind.None);
        using var machine = isBios ? VirtualMachine.Bios() : VirtualMachine.Amd64();
        var report = (isCd ? machine.WithCd(iso.Path) : machine.WithUsbDisk(iso.Path)).RunToReport();
        var isSystemdBoot = version == "v1.12.0" && !isBios;
        AssertReport(report, isSystemdBoot ? iso.CommandLine : $"BOOT_IMAGE=/boot/vmlinuz {iso.CommandLine}");
    }

    [Test]
    public async Task The_reset_entry_of_the_menu_adds_its_argument()
    {
        const string Down = "\x1b[B";
        var iso = await BuildAsync("v1.12.0", Architecture.Amd64, BootloaderKind.None);
        using var machine = VirtualMachine.BiosOnSerialConsole().WithCd(iso.Path).Answering("Reset Talos installation", $"{Down}\r");
        AssertReport(machine.RunToReport(), $"BOOT_IMAGE=/boot/vmlinuz {iso.CommandLine} talos.experimental.wipe=system");
    }

    [TestCase(BootloaderKind.Grub)]
    [TestCase(BootloaderKind.SdBoot, Explicit = true, Reason = Duplicate)]
    public async Task An_iso_for_arm64_boots(BootloaderKind bootloader)
    {
        var iso = await BuildAsync("v1.12.0", Architecture.Arm64, bootloader);
        using var machine = VirtualMachine.Arm64().WithScsiCd(iso.Path);
        AssertReport(machine.RunToReport(), bootloader == BootloaderKind.Grub ? $"BOOT_IMAGE=/boot/vmlinuz {iso.CommandLine}" : iso.CommandLine);
    }

    static void AssertReport(DemoReport report, string commandLine)
    {
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Is.EqualTo(commandLine));
        Assert.That(report["layer.0.name"], Is.EqualTo("gvisor"));
    }

    async Task<(string Path, string CommandLine)> BuildAsync(string version, Architecture architecture, BootloaderKind bootloader)
    {
        var key = $"{version}-{architecture}-{bootloader}";
        if (!_isos.TryGetValue(key, out var iso))
        {
            using var asset = await _engine.CreateAsset().ForTalos(version).ForArchitecture(architecture)
                .Customize(custom => custom.AddKernelArgument("net.ifnames=0", "demo.answer=${42}").AddExtension("siderolabs/gvisor"))
                .AsIso(bootloader).PlanAsync();
            iso = (_folder[$"{key}.iso"], asset.KernelCommandLine);
            await asset.WriteToFileAsync(iso.Path);
            _isos.Add(key, iso);
        }

        return iso;
    }
}
