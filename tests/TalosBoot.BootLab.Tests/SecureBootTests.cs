using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Signing;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// One machine's life: firmware in setup mode enrolls our keys from our ISO and boots it, then refuses what is not signed; and what was sealed in its
/// TPM is had again under our signed policies only.
/// </summary>
[NonParallelizable]
public sealed class SecureBootTests
{
    const string Refusal = "denied";

    SecureBootLab _lab = null!;
    string _variables = null!;
    string _tpm = null!;
    DemoReport _first = null!;

    /// <summary>The first boot: enrollment, a reset, and the signed ISO.</summary>
    [OneTimeSetUp]
    public async Task EnrollAndBootAsync()
    {
        _lab = await SecureBootLab.CreateAsync();
        _variables = _lab.Folder["variables.fd"];
        _tpm = Directory.CreateDirectory(_lab.Folder["tpm-state"]).FullName;
        using var machine = VirtualMachine.Amd64WithSecureBoot().WithTpm(_tpm).WithCd(_lab.IsoPath);
        _first = machine.RunToReport();
        machine.SaveVariables(_variables);
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        if (_lab is not null)
        {
            await _lab.DisposeAsync();
        }
    }

    [Test]
    public void The_signed_iso_enrolls_its_keys_and_boots_with_secure_boot()
    {
        Assert.That(_first.IsComplete, Is.True, _first.ToString());
        Assert.That((_first["efi.SecureBoot"], _first["efi.SetupMode"]), Is.EqualTo(("1", "0")));
        Assert.That(_first["cmdline"], Is.EqualTo(_lab.Iso.KernelCommandLine));
        Assert.That(_first["efi.LoaderEntrySelected"], Does.StartWith($"talos-{DemoRelease.Version}.efi").IgnoreCase);
    }

    [Test]
    public void PCR_11_is_as_predicted_at_each_phase_that_the_guest_extends()
    {
        Assert.That(_first["check.pcr11"], Is.EqualTo(Predict("main", BootPhase.KernelStart)));
        Assert.That(_first["check.pcr11.machined"], Is.EqualTo(Predict("main", BootPhase.EnterMachined)));
        Assert.That(_first["pcr11"], Is.EqualTo(Predict("main", BootPhase.StartTheWorld)));
    }

    [Test]
    public async Task A_secret_that_is_sealed_to_the_key_is_unsealed_in_the_signed_phase_only()
    {
        using var key = FilePcrSigner.FromPemFile(_lab.PcrKeyPath);
        Assert.That(_first["check.sealing"], Is.EqualTo(Convert.ToHexStringLower(TpmPolicy.ForSealing(await key.GetPublicKeyAsync(), [], []))));
        Assert.That(_first.Has("refused.early"), Is.True, _first.ToString());
        Assert.That(_first["unsealed.machined"], Is.EqualTo(TpmCheck.Secret));
        Assert.That(_first.Has("refused.late"), Is.True, _first.ToString());
    }

    [Test]
    public async Task The_second_boot_entry_has_its_own_prediction_and_unseals_too()
    {
        var disk = await _lab.CreateDiskAsync(
            "reset.img", _lab.Uki.Image.Content, $"timeout 0\ndefault talos-{DemoRelease.Version}.efi@reset\n");
        using var machine = Enrolled().WithTpm(_tpm).WithDisk(disk);
        var report = machine.RunToReport();
        Assert.That(report["efi.SecureBoot"], Is.EqualTo("1"));
        Assert.That(report["cmdline"], Is.EqualTo(_lab.Iso.KernelCommandLine + " talos.experimental.wipe=system"));
        Assert.That(report["check.pcr11"], Is.EqualTo(Predict("reset", BootPhase.KernelStart)));
        Assert.That(report["check.pcr11.machined"], Is.EqualTo(Predict("reset", BootPhase.EnterMachined)));
        Assert.That(report["unsealed.machined"], Is.EqualTo(TpmCheck.Secret));
    }

    [Test]
    public async Task A_changed_command_line_is_refused_with_secure_boot_and_unseals_nothing_without()
    {
        var disk = await _lab.CreateDiskAsync("changed.img", _lab.ChangeCommandLine(), "timeout 0\n");
        using (var machine = Enrolled().WithDisk(disk))
        {
            AssertRefused(machine, $"Talos-{DemoRelease.Version}.efi");
        }

        // The same program where firmware does not look: it boots, with another PCR 11, and the signature of the original is of no use.
        using var open = VirtualMachine.Amd64().WithTpm(_tpm).WithDisk(disk);
        var report = open.RunToReport();
        Assert.That(report["cmdline"], Is.EqualTo(_lab.Iso.KernelCommandLine.Replace("printk.devkmsg=on", "printk.devkmsg=oo", StringComparison.Ordinal)));
        Assert.That(report["check.policy"], Is.EqualTo(_first["check.policy"]));
        Assert.That(report["check.pcr11"], Is.Not.EqualTo(_first["check.pcr11"]));
        Assert.That(report.Has("check.error"), Is.False, report.ToString());
        Assert.That(report.Has("unsealed.machined"), Is.False, report.ToString());
        Assert.That(report["refused.machined"], Does.Contain("policy").IgnoreCase.Or.Contain("value").IgnoreCase);
    }

    [Test]
    public async Task An_unsigned_uki_is_refused()
    {
        var disk = await _lab.CreateDiskAsync("unsigned.img", await _lab.BuildUnsignedUkiAsync(), "timeout 0\n");
        using var machine = Enrolled().WithDisk(disk);
        AssertRefused(machine, $"Talos-{DemoRelease.Version}.efi");
    }

    string Predict(string profile, BootPhase phase) => _lab.Iso.Measure()!.Find(profile, PcrBank.Sha256, phase).ValueText;

    /// <summary>A machine that has enrolled our keys before.</summary>
    VirtualMachine Enrolled() => VirtualMachine.Amd64WithSecureBoot(_variables);

    static void AssertRefused(VirtualMachine machine, string program)
    {
        var lines = machine.RunUntil(line => line.Contains(Refusal, StringComparison.OrdinalIgnoreCase) || line.Contains("TALOSBOOT-DEMO", StringComparison.Ordinal));
        Assert.That(lines[^1], Does.Contain(Refusal).IgnoreCase.And.Contain(program).IgnoreCase, string.Join('\n', lines));
    }
}
