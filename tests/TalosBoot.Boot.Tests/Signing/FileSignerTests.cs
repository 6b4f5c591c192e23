using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Signing;

public sealed class FileSignerTests
{
    static string KeyPem => TestSigner.First.Key.ExportRSAPrivateKeyPem();

    [Test]
    public async Task The_upstream_key_gives_the_upstream_signature()
    {
        using var signer = FilePcrSigner.FromPemFile(RepositoryPaths.Vector("uki", "pcr-signing-key.pem"));
        var policy = Convert.FromHexString("e9590019f04a00029bb5ac512c3d3dfff0ec0e66418cfb5035e22313af891d81");
        var signature = Convert.ToBase64String(
            (await signer.SignAsync(new SignatureRequest("x", HashAlgorithmName.SHA256, SHA256.HashData(policy)))).Span);
        Assert.That(signature, Does.StartWith("Ylam12MOrPQs2m0AsHzRYBjZwYB1B5W0N4Qq62bN").And.EndsWith("QFkNoF0ZKhX8="));
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo((await signer.GetPublicKeyAsync()).Span, out _);
        Assert.That(publicKey.GetRSAPublicKey()!.KeySize, Is.EqualTo(4096));
    }

    [Test]
    public async Task A_pair_of_PEM_files_signs()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["key.pem"], KeyPem);
        File.WriteAllText(folder["cert.pem"], TestSigner.First.CertificatePem);
        using var signer = FileSecureBootSigner.FromPemFiles(folder["key.pem"], folder["cert.pem"]);
        Assert.That((await signer.GetCertificateAsync()).ToArray(), Is.EqualTo(TestSigner.First.Certificate));
        var request = new SignatureRequest("x", HashAlgorithmName.SHA256, SHA256.HashData("x"u8));
        Assert.That((await signer.SignAsync(request)).ToArray(), Is.EqualTo((await TestSigner.First.SignAsync(request)).ToArray()));
    }

    [Test]
    public void The_label_does_not_count_and_the_first_block_does()
    {
        var pem = (KeyPem + "\n" + TestSigner.Second.Key.ExportRSAPrivateKeyPem()).Replace(
            "RSA PRIVATE KEY", "ANYTHING", StringComparison.Ordinal);
        using var signer = FileSecureBootSigner.FromPem(Bytes("text before\n" + pem), Bytes(TestSigner.First.CertificatePem));
        Assert.That(signer.Certificate.Subject, Is.EqualTo("O=First Test Key"));
    }

    [TestCase("", DiagnosticIds.PrivateKeyInvalid, "failed to decode private key")]
    [TestCase(
        "-----BEGIN RSA PRIVATE KEY-----\n!!!!\n-----END RSA PRIVATE KEY-----\n", DiagnosticIds.PrivateKeyInvalid,
        "failed to decode private key")]
    [TestCase(
        "-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----\n", DiagnosticIds.PrivateKeyInvalid,
        "failed to parse private RSA key")]
    public void A_key_that_is_none_is_refused(string pem, string expectedId, string expectedText) => Assert.Multiple(() =>
    {
        Assert.That(
            () => FilePcrSigner.FromPem(Bytes(pem)),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(expectedId).And.Message.Contains(expectedText));
        Assert.That(
            () => FileSecureBootSigner.FromPem(Bytes(pem), Bytes(TestSigner.First.CertificatePem)),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(expectedId));
    });

    [Test]
    public async Task A_PKCS8_key_signs_as_the_same_key_in_PKCS1_form()
    {
        var request = new SignatureRequest("x", HashAlgorithmName.SHA256, SHA256.HashData("x"u8));
        var expected = (await TestSigner.First.SignAsync(request)).ToArray();
        var pem = Bytes(TestSigner.First.Key.ExportPkcs8PrivateKeyPem());
        using var pcr = FilePcrSigner.FromPem(pem);
        using var secureBoot = FileSecureBootSigner.FromPem(pem, Bytes(TestSigner.First.CertificatePem));
        Assert.That((await pcr.SignAsync(request)).ToArray(), Is.EqualTo(expected));
        Assert.That((await secureBoot.SignAsync(request)).ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public async Task The_key_that_openssl_req_makes_signs_with_its_certificate()
    {
        ForeignTool.Require("openssl");
        using var folder = new TemporaryFolder();
        ForeignTool.Run(
            "openssl", ["req", "-new", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x/", "-keyout", folder["key.pem"], "-out", folder["cert.pem"]]);
        using var signer = FileSecureBootSigner.FromPemFiles(folder["key.pem"], folder["cert.pem"]);
        var request = new SignatureRequest("x", HashAlgorithmName.SHA256, SHA256.HashData("x"u8));
        var signature = await signer.SignAsync(request);
        using var certificate = X509CertificateLoader.LoadCertificate(signer.Certificate.Der.Span);
        Assert.That(
            certificate.GetRSAPublicKey()!.VerifyHash(request.Digest.Span, signature.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void An_encrypted_key_is_refused_and_the_message_says_what_to_do_and_nothing_of_the_key(bool isTraditional)
    {
        var pem = isTraditional
            ? KeyPem.Replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n", StringComparison.Ordinal)
            : TestSigner.First.Key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1));
        var exception = Assert.Throws<SigningException>(() => FilePcrSigner.FromPem(Bytes(pem)))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.PrivateKeyInvalid));
        Assert.That(exception.ToString(), Does.Contain("the key is encrypted").And.Contains("openssl rsa").And.Not.Contains(pem.Split('\n')[^3]));
    }

    [Test]
    public void Keys_of_another_kind_or_size_are_refused()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var small = RSA.Create(1024);
        using var certificate = new CertificateRequest("CN=x", curve, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        Assert.That(() => FilePcrSigner.FromPem(Bytes(curve.ExportECPrivateKeyPem())), ThrowsId(DiagnosticIds.PrivateKeyInvalid));
        Assert.That(() => FilePcrSigner.FromPem(Bytes(curve.ExportPkcs8PrivateKeyPem())), ThrowsId(DiagnosticIds.PrivateKeyInvalid));
        Assert.That(() => FilePcrSigner.FromPem(Bytes(small.ExportRSAPrivateKeyPem())), ThrowsId(DiagnosticIds.SigningKeyUnsupported));
        Assert.That(
            () => FileSecureBootSigner.FromPem(Bytes(KeyPem), Bytes(certificate.ExportCertificatePem())),
            ThrowsId(DiagnosticIds.SigningKeyUnsupported));
    }

    [TestCase("")]
    [TestCase("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n")]
    public void A_certificate_that_is_none_is_refused(string pem) =>
        Assert.That(
            () => FileSecureBootSigner.FromPem(Bytes(KeyPem), Bytes(pem)),
            ThrowsId(DiagnosticIds.CertificateInvalid).And.Message.Contains("failed to decode certificate"));

    [Test]
    public void A_key_of_another_certificate_is_refused() =>
        Assert.That(
            () => FileSecureBootSigner.FromPem(Bytes(KeyPem), Bytes(TestSigner.Second.CertificatePem)),
            ThrowsId(DiagnosticIds.KeyCertificateMismatch));

    [Test]
    public void A_file_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.That(
            () => FilePcrSigner.FromPemFile(folder["none.pem"]),
            Throws.TypeOf<FileAccessException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.InputNotReadable).And.Message.Contains(
                "none.pem"));
    }

    [Test]
    public async Task A_PFX_file_signs_with_its_password_only()
    {
        using var folder = new TemporaryFolder();
        using var certificate = X509CertificateLoader.LoadCertificate(TestSigner.First.Certificate);
        using var pair = certificate.CopyWithPrivateKey(TestSigner.First.Key);
        folder.WriteFile("pair.pfx", pair.Export(X509ContentType.Pfx, "secret"));
        folder.WriteFile("public.pfx", certificate.Export(X509ContentType.Pfx, "secret"));
        using var signer = FileSecureBootSigner.FromPfxFile(folder["pair.pfx"], "secret");
        var request = new SignatureRequest("x", HashAlgorithmName.SHA256, SHA256.HashData("x"u8));
        Assert.That((await signer.SignAsync(request)).ToArray(), Is.EqualTo((await TestSigner.First.SignAsync(request)).ToArray()));
        Assert.That(() => FileSecureBootSigner.FromPfxFile(folder["pair.pfx"], "wrong"), ThrowsId(DiagnosticIds.PrivateKeyInvalid));
        Assert.That(() => FileSecureBootSigner.FromPfxFile(folder["public.pfx"], "secret"), ThrowsId(DiagnosticIds.PrivateKeyInvalid));
        Assert.That(
            () => FileSecureBootSigner.FromPfxFile(folder.WriteFile("x.pfx", [1, 2, 3]), null),
            ThrowsId(DiagnosticIds.PrivateKeyInvalid));
    }

    [TestCase("2019-06-01", ExpectedResult = "is not valid before 2020-01-01")]
    [TestCase("2030-06-01", ExpectedResult = null)]
    [TestCase("2041-06-01", ExpectedResult = "expired at 2040-01-01")]
    public string? A_certificate_out_of_its_dates_gives_a_warning(string moment)
    {
        var warning = SigningCertificate.Read(TestSigner.First.Certificate).WarnAt(
            DateTimeOffset.Parse(moment + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(warning?.Id, Is.Null.Or.EqualTo(DiagnosticIds.CertificateNotCurrent));
        Assert.That(warning?.Message, Is.Null.Or.StartsWith("the certificate O=First Test Key "));
        return warning?.Message["the certificate O=First Test Key ".Length..warning.Message.IndexOf(" 00:00:00Z", StringComparison.Ordinal)];
    }

    static NUnit.Framework.Constraints.EqualStringConstraint ThrowsId(string id) => Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(id);

    static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
