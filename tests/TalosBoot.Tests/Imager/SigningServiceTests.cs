using TalosBoot.Boot.Authenticode;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary><c>talosboot imager</c> signs with the services that a profile names, and takes them in upstream's order (uki-secureboot.md 5).</summary>
public sealed class SigningServiceTests
{
    const string Token = "POST /tenant/oauth2/v2.0/token";
    const string VaultCertificate = "GET /certificates/uki";
    const string VaultSigns = "POST /keys/uki/v1/sign";
    const string VaultKey = "GET /keys/pcr";
    const string VaultKeySigns = "POST /keys/pcr/v2/sign";
    const string KmsKey = "POST / TrentService.GetPublicKey";
    const string KmsSigns = "POST / TrentService.Sign";
    const string AcmCertificate = "POST / CertificateManager.GetCertificate";

    TemporaryFolder _folder = null!;
    ScriptedClouds _clouds = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        _clouds = await ScriptedClouds.StartAsync();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _clouds.DisposeAsync();
        _folder.Dispose();
    }

    [TestCase(
        "azureVaultURL: URL, azureCertificateID: uki, awsKMSKeyID: alias/uki, awsCertARN: arn", "azureVaultURL: URL, azureKeyID: pcr, awsKMSKeyID: alias/pcr",
        Token, VaultCertificate, VaultKey, VaultKeySigns, VaultKeySigns, VaultKeySigns, VaultSigns)]
    [TestCase(
        "azureVaultURL: URL, awsKMSKeyID: alias/uki, awsRegion: eu-central-1, awsCertARN: arn, awsCertPath: /nonexistent",
        "azureVaultURL: URL, awsKMSKeyID: alias/pcr, awsRegion: eu-central-1",
        AcmCertificate, KmsKey, KmsSigns, KmsSigns, KmsSigns, KmsSigns)]
    [TestCase(
        "keyPath: /nonexistent, awsKMSKeyID: alias/uki, awsRegion: eu-central-1, awsCertPath: FILE", "azureVaultURL: URL, azureKeyID: pcr, azureKeyVersion: v2",
        Token, VaultKey + "/v2", VaultKeySigns, VaultKeySigns, VaultKeySigns, KmsSigns)]
    public void The_first_service_that_is_named_in_full_signs(string secureBoot, string pcr, params string[] calls)
    {
        var result = Build(secureBoot, pcr);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(_clouds.Calls, Is.EqualTo(calls));
        var uki = BlobSource.FromFile(_folder["out", "metal-amd64-secureboot-uki.efi"]);
        var certificate = calls.Contains(VaultSigns) ? _clouds.Vault.Certificate : _clouds.Aws.Certificate;
        Assert.That(AuthenticodeVerifier.Verify(uki, [certificate]).Single().Status, Is.EqualTo(AuthenticodeStatus.Trusted));
    }

    [TestCase("signerAddress: 'tcp://127.0.0.1:1', azureVaultURL: URL, azureCertificateID: uki", "azureVaultURL: URL, azureKeyID: pcr", "TB4512")]
    [TestCase("azureVaultURL: URL, azureCertificateID: uki", "signerAddress: 'tcp://127.0.0.1:1', keyPath: /nonexistent", "TB4512")]
    [TestCase("keyPath: /nonexistent, certPath: /nonexistent, azureVaultURL: URL, azureCertificateID: uki", "azureVaultURL: URL, azureKeyID: pcr", "TB6003")]
    [TestCase("azureVaultURL: 'vault', azureCertificateID: uki", "azureVaultURL: URL, azureKeyID: pcr", "TB4512")]
    [TestCase("awsKMSKeyID: a, awsCertARN: arn", "awsKMSKeyID: b", "TB4512")]
    [TestCase("keyPath: /nonexistent", "azureVaultURL: URL, azureKeyID: pcr", "unsupported SecureBoot signer")]
    [TestCase("azureVaultURL: URL", "azureVaultURL: URL, azureKeyID: pcr", "unsupported SecureBoot signer")]
    [TestCase("awsKMSKeyID: a, awsRegion: eu-central-1", "azureVaultURL: URL, azureKeyID: pcr", "unsupported SecureBoot signer")]
    [TestCase("azureVaultURL: URL, azureCertificateID: uki", "azureVaultURL: URL", "unsupported PCR signer")]
    [TestCase("azureVaultURL: URL, azureCertificateID: uki", "certPath: /nonexistent, awsRegion: eu-central-1", "unsupported PCR signer")]
    public void What_is_named_by_half_or_not_at_all_is_an_error_before_any_call(string secureBoot, string pcr, string message)
    {
        var result = Build(secureBoot, pcr);
        Assert.That(result.ExitCode, Is.Not.Zero);
        Assert.That(result.Error, Does.Contain(message));
        Assert.That(_clouds.Calls, Is.Empty);
    }

    [Test]
    public void Credentials_that_are_not_there_are_named()
    {
        var environment = new Dictionary<string, string>(_clouds.Environment) { ["AWS_SECRET_ACCESS_KEY"] = string.Empty, ["AZURE_CLIENT_SECRET"] = string.Empty };
        var aws = "awsKMSKeyID: a, awsRegion: eu-central-1, awsCertARN: arn";
        Assert.That(Build(aws, aws, environment).Error, Does.Contain("TB4512").And.Contain("AWS_SECRET_ACCESS_KEY"));
        environment["AZURE_AUTH_METHOD"] = "environment";
        var azure = "azureVaultURL: URL, azureCertificateID: uki";
        Assert.That(Build(azure, "azureVaultURL: URL, azureKeyID: pcr", environment).Error, Does.Contain("TB4512").And.Contain("AZURE_CLIENT_SECRET"));
        environment["AZURE_AUTH_METHOD"] = "cli";
        environment["PATH"] = Path.GetDirectoryName(System.Environment.ProcessPath) ?? string.Empty;
        Assert.That(Build(azure, "azureVaultURL: URL, azureKeyID: pcr", environment).Error, Does.Contain("TB4512").And.Contain("az cannot be started"));
    }

    ToolResult Build(string secureBoot, string pcr, IReadOnlyDictionary<string, string>? environment = null)
    {
        var certificate = _folder.WriteFile("kms.pem", System.Text.Encoding.ASCII.GetBytes(
            System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", _clouds.Aws.Certificate)));
        var profile = $$"""
            baseProfileName: secureboot-metal-uki
            arch: amd64
            version: {{DemoRelease.Version}}
            input:
              secureboot:
                secureBootSigner: { {{secureBoot}} }
                pcrSigner: { {{pcr}} }

            """.Replace(": URL", $": '{_clouds.Url}'", StringComparison.Ordinal).Replace(": FILE", $": {certificate}", StringComparison.Ordinal);
        return ImagerProgram.Run(["-", "--images", DemoRelease.Folder, "--output", _folder["out"]], profile, environment ?? _clouds.Environment);
    }
}
