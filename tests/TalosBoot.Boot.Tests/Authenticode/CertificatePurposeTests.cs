using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Tests.Uki;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;

namespace TalosBoot.Boot.Tests.Authenticode;

/// <summary>
/// Keys of <c>gen secureboot uki</c> have a certificate for TLS servers and clients, as talosctl's (uki-secureboot.md 8). Firmware asks for no purpose;
/// sbverify and osslsigncode want code signing, or a certificate that names no purpose. These tests show that nothing but that stands in their way.
/// </summary>
public sealed class CertificatePurposeTests
{
    const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    static readonly DateTimeOffset NotBefore = new(2019, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly string[] ServerAndClient = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];
    static readonly Lazy<GeneratedKey> Key = new(() => SigningKeys.CreateUkiSigningKey(SigningKeys.DefaultUkiName, NotBefore));

    [Test]
    public async Task Code_verifiers_refuse_the_certificate_of_talosctl_for_its_purpose()
    {
        using var folder = await SignAsync(Key.Value.CertificatePem!);
        Assert.That(ForeignTool.TryRun("sbverify", ["--cert", folder["cert.pem"], folder["uki.efi"]]).ExitCode, Is.EqualTo(1));
        var refusal = ForeignTool.TryRun("osslsigncode", ["verify", "-CAfile", folder["cert.pem"], "-in", folder["uki.efi"]]);
        Assert.That(refusal.ExitCode, Is.EqualTo(1));
        Assert.That(refusal.Output + refusal.Error, Does.Contain("Unsupported Signer's certificate purpose XKU_CODE_SIGN"));
    }

    [TestCase("any")]
    [TestCase("sslserver")]
    public async Task The_signature_of_that_key_is_right_for_who_asks_for_no_other_purpose(string purpose)
    {
        using var folder = await SignAsync(Key.Value.CertificatePem!);
        ForeignTool.Run("sbattach", "--detach", folder["signature"], folder["uki.efi"]);
        var digests = ForeignTool.TryRun("osslsigncode", ["verify", "-CAfile", folder["cert.pem"], "-in", folder["uki.efi"]]).Lines
            .Where(line => line.Contains("message digest    :", StringComparison.Ordinal) || line.StartsWith("Calculated message digest", StringComparison.Ordinal))
            .Select(line => line.Split(':')[1].Trim().ToLowerInvariant()).ToList();
        var hash = AuthenticodeHash.Compute(BlobSource.FromFile(folder["uki.efi"])).Hex;
        Assert.That(digests, Is.EqualTo(new[] { hash, hash }));
        Assert.That(ForeignTool.Run("sbverify", "--list", folder["uki.efi"]).Output, Does.Contain("- subject: /O=Test UKI Signing Key"));

        // OpenSSL hashes a content of a type that it does not know only when it is given by itself: without its tag and length.
        var content = folder.WriteFile("content", SpcIndirectData.Encode(Convert.FromHexString(hash)).AsSpan(2));
        ForeignTool.Run(
            "openssl", "smime", "-verify", "-binary", "-inform", "DER", "-in", folder["signature"], "-content", content, "-CAfile", folder["cert.pem"],
            "-purpose", purpose, "-out", folder["verified"]);
    }

    [TestCase(CodeSigning)]
    [TestCase]
    public async Task The_same_key_with_a_certificate_for_code_or_for_no_purpose_is_accepted(params string[] purposes)
    {
        using var folder = await SignAsync(Certify(purposes));
        Assert.That(ForeignTool.Run("sbverify", "--cert", folder["cert.pem"], folder["uki.efi"]).Output, Does.Contain("Signature verification OK"));
        Assert.That(
            ForeignTool.Run("osslsigncode", "verify", "-CAfile", folder["cert.pem"], "-in", folder["uki.efi"]).Output,
            Does.Contain("Signature verification: ok"));
    }

    [Test]
    public async Task Any_certificate_for_servers_and_clients_is_refused_alike()
    {
        using var folder = await SignAsync(Certify(ServerAndClient));
        Assert.That(ForeignTool.TryRun("sbverify", ["--cert", folder["cert.pem"], folder["uki.efi"]]).ExitCode, Is.EqualTo(1));
    }

    /// <summary>A UKI that is signed with the key, and the certificate.</summary>
    static async Task<TemporaryFolder> SignAsync(string certificatePem)
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder["cert.pem"], certificatePem);
        using var signer = FileSecureBootSigner.FromPem(Encoding.ASCII.GetBytes(Key.Value.PrivateKeyPem), Encoding.ASCII.GetBytes(certificatePem));
        await (await AuthenticodeSigner.SignAsync(UkiBuilder.Build(UkiBuilderTests.Options()), signer)).WriteToFileAsync(folder["uki.efi"]);
        return folder;
    }

    /// <summary>A certificate of the key that differs from talosctl's in its purposes.</summary>
    static string Certify(string[] purposes)
    {
        using var key = RSA.Create();
        key.ImportFromPem(Key.Value.PrivateKeyPem);
        using var original = X509Certificate2.CreateFromPem(Key.Value.CertificatePem);
        var request = new CertificateRequest(original.SubjectName, key, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1);
        foreach (var extension in original.Extensions.Where(extension => extension is not X509EnhancedKeyUsageExtension))
        {
            request.CertificateExtensions.Add(extension);
        }

        if (purposes.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. purposes.Select(purpose => new Oid(purpose))], critical: false));
        }

        using var certificate = request.CreateSelfSigned(NotBefore, NotBefore.AddYears(20));
        return certificate.ExportCertificatePem() + "\n";
    }
}
