using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Loader;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>The same life of an arm64 machine in short: it enrolls our keys, boots the signed ISO, measures as predicted, and refuses a changed UKI.</summary>
[NonParallelizable]
public sealed class Arm64SecureBootTests
{
    [Test]
    public async Task The_signed_iso_enrolls_its_keys_boots_and_is_measured_as_predicted_and_a_changed_uki_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var iso = await PlanAsync(engine, folder);
        await iso.WriteToFileAsync(folder["iso"]);
        using (var machine = VirtualMachine.Arm64WithSecureBoot().WithTpm().WithDisk(folder["iso"]))
        {
            var report = machine.RunToReport();
            Assert.That(report.IsComplete, Is.True, report.ToString());
            Assert.That((report["efi.SecureBoot"], report["efi.SetupMode"], report["arch"]), Is.EqualTo(("1", "0", "aarch64")));
            Assert.That(report["cmdline"], Is.EqualTo(iso.KernelCommandLine));
            Assert.That(report["pcr11"], Is.EqualTo(iso.Measure()!.Find("main", PcrBank.Sha256, BootPhase.KernelStart).ValueText));
            machine.SaveVariables(folder["variables.fd"]);
        }

        using var enrolled = VirtualMachine.Arm64WithSecureBoot(folder["variables.fd"]).WithDisk(await ChangedUkiAsync(folder));
        var lines = enrolled.RunUntil(line => line.Contains("denied", StringComparison.OrdinalIgnoreCase) || line.Contains("TALOSBOOT-DEMO", StringComparison.Ordinal));
        Assert.That(lines[^1], Does.Contain("Access Denied"), string.Join('\n', lines));
    }

    /// <summary>systemd-boot does not see on arm64 that it is in a virtual machine: it enrolls only when forced to.</summary>
    static async Task<BootAsset> PlanAsync(TalosBootEngine engine, TemporaryFolder folder)
    {
        var key = SigningKeys.CreateUkiSigningKey("Demo", DateTimeOffset.UtcNow.AddDays(-1));
        using var signer = FileSecureBootSigner.FromPem(Encoding.ASCII.GetBytes(key.PrivateKeyPem), Encoding.ASCII.GetBytes(key.CertificatePem!));
        using var pcrSigner = FilePcrSigner.FromPem(Encoding.ASCII.GetBytes(SigningKeys.CreatePcrSigningKey().PrivateKeyPem));
        return await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Arm64)
            .UseSecureBoot(new BootAssetSecureBoot { Signer = signer, PcrSigner = pcrSigner, Enrollment = SecureBootEnrollment.Force })
            .AsIso().PlanAsync();
    }

    /// <summary>A disk that starts the signed UKI with one byte of its kernel changed.</summary>
    static async Task<string> ChangedUkiAsync(TemporaryFolder folder)
    {
        var tree = IsoReader.Read(BlobSource.FromFile(folder["iso"])).Tree;
        var uki = ((RegularFile)tree.Find($"EFI/Linux/Talos-{DemoRelease.Version}.efi")!).Content.ToArray(1 << 30);
        uki[uki.Length / 2] ^= 1;
        return await EspDisk.CreateAsync(folder, "BOOTAA64.EFI", BlobSource.FromBytes(uki));
    }
}
