using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>Where the signers of an asset come from, and what is wrong with some.</summary>
[NonParallelizable]
public sealed class SecureBootSignerTests
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
    public async Task Signers_of_the_caller_are_used_and_not_disposed()
    {
        using var signer = FileSecureBootSigner.FromPemFiles(_keys.Folder["uki.key"], _keys.Folder["uki.crt"]);
        using var pcrSigner = FilePcrSigner.FromPemFile(_keys.Folder["pcr.key"]);
        for (var round = 0; round < 2; round++)
        {
            using var asset = await SecureBootKeys.Uki(_engine).UseSecureBoot(new BootAssetSecureBoot { Signer = signer, PcrSigner = pcrSigner }).PlanAsync();
            Assert.That(_keys.Judge(asset.Content), Is.EqualTo(new[] { AuthenticodeStatus.Trusted }));
        }
    }

    [Test]
    public async Task Signers_that_a_profile_names_otherwise_are_found_by_the_engine()
    {
        var asked = new List<string>();
        await using var engine = SecureBootKeys.CreateEngine(options =>
        {
            options.FindSecureBootSigner = signer =>
            {
                asked.Add(signer.SignerAddress);
                return FileSecureBootSigner.FromPemFiles(_keys.Folder["uki.key"], _keys.Folder["uki.crt"]);
            };
            options.FindPcrSigner = signer =>
            {
                asked.Add(signer.AwsKmsKeyId);
                return FilePcrSigner.FromPemFile(_keys.Folder["pcr.key"]);
            };
        });
        var request = new ProfileRequest { BaseProfileName = "secureboot-metal-uki", Arch = "amd64", SecureBootSignerAddress = "unix:///run/signer" }.ToProfile();
        var profile = request with
        {
            Version = DemoRelease.Version,
            Input = request.Input with { SecureBoot = request.Input.SecureBoot! with { PcrSigner = new ProfileSigner { AwsKmsKeyId = "alias/pcr" } } },
        };
        using var asset = await engine.CreateAsset(profile).PlanAsync();
        Assert.That(asked, Is.EqualTo(new[] { "unix:///run/signer", "alias/pcr" }));
        Assert.That(_keys.Judge(asset.Content), Is.EqualTo(new[] { AuthenticodeStatus.Trusted }));
        Assert.That(
            async () => await _engine.CreateAsset(profile).PlanAsync(),
            Throws.InstanceOf<ProfileValidationException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.SignerNotSupported)
                .And.Message.Contains("unsupported SecureBoot signer"));
    }

    [Test]
    public async Task An_expired_certificate_is_a_warning()
    {
        await using var engine = SecureBootKeys.CreateEngine(options => options.TimeProvider = new FixedTime(SecureBootKeys.Today.AddYears(20)));
        using var asset = await SecureBootKeys.Uki(engine).UseSecureBoot(_keys.Options).PlanAsync();
        Assert.That(asset.Warnings, Has.Exactly(1).Matches<Diagnostic>(warning => warning!.Id == DiagnosticIds.CertificateNotCurrent && warning.Message.Contains("expired", StringComparison.Ordinal)));
    }

    [Test]
    public void A_certificate_of_another_key_is_an_error()
    {
        _keys.CreateKey("other", "Other");
        Assert.That(
            async () => await SecureBootKeys.Uki(_engine).UseSecureBoot(_keys.Options with { CertificatePath = _keys.Folder["other.crt"] }).PlanAsync(),
            Throws.InstanceOf<SigningException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.KeyCertificateMismatch));
    }

    [Test]
    public void A_key_that_is_not_there_is_named() => Assert.That(
        async () => await SecureBootKeys.Uki(_engine).UseSecureBoot(_keys.Options with { PcrKeyPath = _keys.Folder["absent.key"] }).PlanAsync(),
        Throws.InstanceOf<FileAccessException>().With.Message.Contains("absent.key"));
}
