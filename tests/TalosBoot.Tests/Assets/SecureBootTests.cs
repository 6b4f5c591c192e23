using System.Text.Json;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Loader;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>What a Secure Boot asset holds, as programs that are not ours see it.</summary>
[NonParallelizable]
public sealed class SecureBootTests
{
    SecureBootKeys _keys = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void CreateKeys()
    {
        _keys = new SecureBootKeys();
        _engine = SecureBootKeys.CreateEngine();
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        _keys?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Test]
    public async Task Foreign_programs_accept_the_iso_and_what_lies_on_its_partition()
    {
        using var asset = await SecureBootKeys.Iso(_engine).UseSecureBoot(_keys.Options).PlanAsync();
        Assert.That(asset.FileName, Is.EqualTo("metal-amd64-secureboot.iso"));
        Assert.That(asset.Warnings, Is.Empty);
        var tree = await _keys.ExtractAsync(asset, "iso");
        Verify(Path.Combine(tree, "EFI/BOOT/BOOTX64.EFI"));
        Verify(Path.Combine(tree, "EFI/Linux/Talos-v1.12.0.efi"));
        Assert.That(
            File.ReadAllText(Path.Combine(tree, "loader/loader.conf")),
            Is.EqualTo("# systemd-boot configuration\n\ntimeout 10\n\nsecure-boot-enroll if-safe\n"));
        Assert.That(
            ForeignTool.Run("openssl", "x509", "-inform", "DER", "-in", Path.Combine(tree, "EFI/keys/uki-signing-cert.der"), "-noout", "-subject").Output,
            Does.Contain("O = Demo").Or.Contain("O=Demo"));
        Assert.That(
            Directory.GetFiles(Path.Combine(tree, "loader/keys/auto")).Select(Path.GetFileName), Is.EquivalentTo(new[] { "PK.auth", "KEK.auth", "db.auth" }));
        await CompareWithPartitionAsync(asset, tree);
    }

    [Test]
    public async Task Each_profile_of_the_uki_has_its_own_signed_predictions()
    {
        using var asset = await SecureBootKeys.Iso(_engine).UseSecureBoot(_keys.Options).PlanAsync();
        var uki = UkiReader.Open(BlobSource.FromFile(Path.Combine(await _keys.ExtractAsync(asset, "profiles"), "EFI/Linux/Talos-v1.12.0.efi")));
        var report = asset.Measure()!;
        Assert.That(report.ProfileIds, Is.EqualTo(new[] { "main", "reset" }));
        Assert.That(uki.Profiles.Select(profile => profile.Id), Is.EqualTo(report.ProfileIds));
        foreach (var profile in uki.Profiles)
        {
            using var document = JsonDocument.Parse(profile.Sections.Single(section => section.Name == ".pcrsig").Content.ToArray());
            var policies = document.RootElement.EnumerateObject().ToDictionary(bank => bank.Name, bank => bank.Value[0].GetProperty("pol").GetString());
            Assert.That(policies.Keys, Is.EqualTo(new[] { "sha256", "sha384", "sha512" }));
            Assert.That(policies["sha256"], Is.EqualTo(report.Find(profile.Id, PcrBank.Sha256, BootPhase.EnterMachined).PolicyText));
            Assert.That(policies["sha512"], Is.EqualTo(report.Find(profile.Id, PcrBank.Sha512, BootPhase.EnterMachined).PolicyText));
        }
    }

    [TestCase("v1.5.0", "ISOIMAGE", new[] { ".osrel", ".cmdline", ".uname", ".pcrpkey", ".linux", ".initrd", ".pcrsig" })]
    [TestCase(
        "v1.14.0", "TALOS_V1_14_0",
        new[] { ".osrel", ".cmdline", ".uname", ".pcrpkey", ".linux", ".initrd", ".profile", ".pcrsig", ".profile", ".cmdline", ".pcrsig" })]
    public async Task Each_version_gets_an_iso_of_the_uefi_kind(string version, string volume, string[] sections)
    {
        // The demo release under another version: what differs is what TalosBoot makes of it.
        await using var engine = SecureBootKeys.CreateEngine(options => options.ImagerImage = DemoRelease.Reference("imager"));
        using var asset = await SecureBootKeys.Iso(engine).ForTalos(version).UseSecureBoot(_keys.Options).PlanAsync();
        var tree = await _keys.ExtractAsync(asset, version);
        Assert.That(ForeignTool.Run("xorriso", "-indev", _keys.Folder[version + ".iso"], "-pvd_info").Output, Does.Contain(volume));
        var uki = UkiReader.Open(BlobSource.FromFile(Path.Combine(tree, $"EFI/Linux/Talos-{version}.efi")));
        Assert.That(uki.Image.Sections.Select(section => section.Name).SkipWhile(name => name != ".osrel"), Is.EqualTo(sections));
        Assert.That(uki.CommandLine.Contains("lockdown=confidentiality", StringComparison.Ordinal), Is.EqualTo(version == "v1.5.0"));
    }

    [Test]
    public async Task The_kernel_is_signed_only_when_asked()
    {
        using var plain = await SecureBootKeys.Uki(_engine).UseSecureBoot(_keys.Options).PlanAsync();
        using var signed = await SecureBootKeys.Uki(_engine).UseSecureBoot(_keys.Options with { SignsKernel = true }).PlanAsync();
        Assert.That(plain.FileName, Is.EqualTo("metal-amd64-secureboot-uki.efi"));

        // Debian has signed it before.
        Assert.That(_keys.Judge(UkiReader.Open(plain.Content).Kernel), Is.EqualTo(new[] { AuthenticodeStatus.Untrusted }));
        Assert.That(
            _keys.Judge(UkiReader.Open(signed.Content).Kernel), Is.EqualTo(new[] { AuthenticodeStatus.Untrusted, AuthenticodeStatus.Trusted }));
        Assert.That(_keys.Judge(signed.Content), Is.EqualTo(new[] { AuthenticodeStatus.Trusted }));
    }

    [Test]
    public async Task The_same_request_gives_the_same_bytes()
    {
        using var first = await SecureBootKeys.Iso(_engine).UseSecureBoot(_keys.Options).PlanAsync();
        using var second = await SecureBootKeys.Iso(_engine).UseSecureBoot(_keys.Options).PlanAsync();
        Assert.That(Digest.Sha256(first.Content), Is.EqualTo(Digest.Sha256(second.Content)));
    }

    [TestCase(SecureBootEnrollment.Manual, "manual")]
    [TestCase(SecureBootEnrollment.Force, "force")]
    public async Task Enrollment_is_as_chosen(SecureBootEnrollment enrollment, string expected)
    {
        using var asset = await SecureBootKeys.Iso(_engine).UseSecureBoot(_keys.Options with { Enrollment = enrollment }).PlanAsync();
        Assert.That(asset.Profile.Output.IsoOptions!.SdBootEnrollKeys, Is.EqualTo(enrollment));
        var tree = await _keys.ExtractAsync(asset, expected);
        Assert.That(File.ReadAllText(Path.Combine(tree, "loader/loader.conf")), Does.EndWith($"\nsecure-boot-enroll {expected}\n"));
    }

    /// <summary>In whatever order it is said, and whoever says what the disk is.</summary>
    [TestCase(SecureBootEnrollment.Off)]
    [TestCase(SecureBootEnrollment.Force)]
    public async Task Enrollment_is_as_chosen_for_disks_too(SecureBootEnrollment enrollment)
    {
        var options = _keys.Options with { Enrollment = enrollment };
        var disk = new ProfileImageOptions { DiskFormat = DiskFormat.Raw, DiskSize = 1306525696, Bootloader = BootloaderKind.SdBoot };
        BootAssetBuilder[] builders =
        [
            Describe().AsDiskImage().UseSecureBoot(options),
            Describe().UseSecureBoot(options).AsDiskImage(),
            Describe().UseSecureBoot(options).AsDiskImage(disk),
            Describe().UseBaseProfile("secureboot-metal").UseSecureBoot(options),
        ];
        foreach (var builder in builders)
        {
            var profile = (await builder.ResolveAsync()).Profile;
            Assert.That(profile.Output.ImageOptions!.SdBootEnrollKeys, Is.EqualTo(enrollment));
            Assert.That((profile.Output.Kind, profile.Output.ImageOptions.DiskFormat), Is.EqualTo((OutputKind.Image, DiskFormat.Raw)));
            Assert.That(profile.Output.ImageOptions.DiskSize, Is.GreaterThanOrEqualTo(1306525696));
        }

        BootAssetBuilder Describe() => _engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64);
    }

    [Test]
    public async Task Ready_databases_are_used_as_they_are_and_only_together()
    {
        var profile = (await SecureBootKeys.Iso(_engine).UseSecureBoot(_keys.Options).ResolveAsync()).Profile;
        foreach (var name in new[] { "PK", "KEK", "db" })
        {
            _keys.Folder.WriteFile($"ready-{name}.auth", System.Text.Encoding.ASCII.GetBytes($"ready {name}"));
        }

        var ready = profile.Input.SecureBoot! with
        {
            PlatformKeyPath = _keys.Folder["ready-PK.auth"],
            KeyExchangeKeyPath = _keys.Folder["ready-KEK.auth"],
            SignatureKeyPath = _keys.Folder["ready-db.auth"],
        };
        using var asset = await _engine.CreateAsset(profile with { Input = profile.Input with { SecureBoot = ready } }).PlanAsync();
        Assert.That(File.ReadAllText(Path.Combine(await _keys.ExtractAsync(asset, "ready"), "loader/keys/auto/KEK.auth")), Is.EqualTo("ready KEK"));
        var partial = ready with { PlatformKeyPath = string.Empty, SignatureKeyPath = string.Empty };
        Assert.That(
            async () => await _engine.CreateAsset(profile with { Input = profile.Input with { SecureBoot = partial } }).PlanAsync(),
            Throws.InstanceOf<ProfileValidationException>().With.Message.Contains(
                "partial SecureBoot pre-built database configuration: missing Input.SecureBoot.PlatformKeyPath, Input.SecureBoot.SignatureKeyPath"));
    }

    [Test]
    public async Task Microsofts_certificates_are_those_that_the_engine_was_given()
    {
        var wanted = _keys.Options with { IncludeWellKnownCertificates = true };
        Assert.That(
            async () => await SecureBootKeys.Iso(_engine).UseSecureBoot(wanted).PlanAsync(),
            Throws.InstanceOf<ProfileValidationException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.WellKnownCertificatesRequired));
        var certificates = WellKnownCertificates.ReadFolder(RepositoryPaths.Vector("uki", "certs"));
        await using var engine = SecureBootKeys.CreateEngine(options => options.WellKnownCertificates = certificates);
        using var asset = await SecureBootKeys.Iso(engine).UseSecureBoot(wanted).PlanAsync();
        var tree = await _keys.ExtractAsync(asset, "microsoft");
        foreach (var (name, count) in new[] { ("PK", 1), ("KEK", 3), ("db", 4) })
        {
            var lists = _keys.Folder[$"{name}.esl"];
            ForeignTool.Run("sig-list-to-certs", ExtractLists(Path.Combine(tree, $"loader/keys/auto/{name}.auth"), lists), _keys.Folder[$"cert-{name}"]);
            Assert.That(Directory.GetFiles(_keys.Folder.Path, $"cert-{name}-*.der"), Has.Length.EqualTo(count), name);
        }
    }

    [Test]
    public async Task An_asset_without_secure_boot_is_measured_on_demand()
    {
        using var uki = await SecureBootKeys.Uki(_engine).PlanAsync();
        var expected = MeasurementReport.Create(UkiReader.Open(uki.Content)).Find("main", PcrBank.Sha384, BootPhase.EnterInitrd);
        Assert.That(uki.Measure()!.Find("main", PcrBank.Sha384, BootPhase.EnterInitrd).ValueText, Is.EqualTo(expected.ValueText));
        using var text = await SecureBootKeys.Describe(_engine).AsCommandLine().PlanAsync();
        Assert.That(text.Measure(), Is.Null);
    }

    /// <summary>The lists behind the signature: EFI_TIME, and the length that follows it.</summary>
    static string ExtractLists(string path, string target)
    {
        var file = File.ReadAllBytes(path);
        File.WriteAllBytes(target, file[(16 + BitConverter.ToInt32(file, 16))..]);
        return target;
    }

    void Verify(string program) => ForeignTool.Run("sbverify", "--cert", _keys.Folder["uki.crt"], program);

    async Task CompareWithPartitionAsync(BootAsset asset, string tree)
    {
        var esp = _keys.Folder["esp.img"];
        await FileSystems.Iso9660.IsoReader.Read(asset.Content).EfiSystemPartition!.WriteToFileAsync(esp);
        ForeignTool.Run("fsck.fat", "-n", esp);
        foreach (var path in Directory.GetFiles(tree, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(tree, path)).Where(path => path != "boot.catalog"))
        {
            var copy = _keys.Folder[$"copy-{Path.GetFileName(path)}"];
            ForeignTool.Run("mcopy", "-n", "-i", esp, $"::/{path}", copy);
            Assert.That(File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(tree, path))), Is.True, path);
        }
    }
}
