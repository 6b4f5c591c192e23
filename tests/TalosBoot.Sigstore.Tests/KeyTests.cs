using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Keys against OpenSSL.</summary>
[TestFixture]
sealed class KeyTests
{
    static readonly byte[] Message = "a message that is signed"u8.ToArray();

    [TestCase("P-256", "-sha256")]
    [TestCase("P-384", "-sha384")]
    [TestCase("P-521", "-sha512")]
    [TestCase("RSA", "-sha256")]
    public void Openssl_verifies_our_signatures_and_we_verify_its(string kind, string hash)
    {
        using var folder = new TemporaryFolder();
        var message = folder.WriteFile("message", Message);
        var privateKey = folder.WriteFile("key", System.Text.Encoding.ASCII.GetBytes(TestKeys.Pem(kind)));
        ForeignTool.Run("openssl", "pkey", "-in", privateKey, "-pubout", "-out", folder["public"]);
        using var key = TestKeys.Open(kind);
        var signature = folder.WriteFile("ours", key.Sign(Message));
        ForeignTool.Run("openssl", "dgst", hash, "-verify", folder["public"], "-signature", signature, message);
        ForeignTool.Run("openssl", "dgst", hash, "-sign", privateKey, "-out", folder["theirs"], message);
        Assert.That(VerificationKey.ParsePem(File.ReadAllText(folder["public"])).Verify(Message, File.ReadAllBytes(folder["theirs"])), Is.True);
    }

    [TestCase("-traditional")]
    [TestCase("-aes256", "-passout", "pass:secret")]
    public void Other_spellings_of_private_keys_are_read(params string[] options)
    {
        using var folder = new TemporaryFolder();
        foreach (var kind in new[] { "P-256", "RSA" })
        {
            var privateKey = folder.WriteFile("key", System.Text.Encoding.ASCII.GetBytes(TestKeys.Pem(kind)));
            ForeignTool.Run("openssl", ["pkey", "-in", privateKey, "-out", folder["other"], .. options]);
            using var key = SigningKey.ParsePem(File.ReadAllText(folder["other"]), options.Length > 1 ? "secret" : null);
            using var same = TestKeys.Open(kind);
            Assert.That(key.PublicKey.Fingerprint, Is.EqualTo(same.PublicKey.Fingerprint));
        }
    }

    [TestCase("")]
    [TestCase("no key")]
    [TestCase("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [TestCase("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----")]
    public void What_is_no_public_key_is_refused(string pem) => Assert.That(
        Assert.Throws<SignatureVerificationException>(() => VerificationKey.ParsePem(pem))!.DiagnosticId, Is.EqualTo(DiagnosticIds.VerificationKeyInvalid));

    [TestCase("")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [TestCase("-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA==\n-----END PRIVATE KEY-----")]
    public void What_is_no_private_key_is_refused(string pem) => Assert.That(
        Assert.Throws<SigningException>(() => SigningKey.ParsePem(pem))!.DiagnosticId, Is.EqualTo(DiagnosticIds.PrivateKeyInvalid));

    [Test]
    public void A_key_that_is_disposed_signs_nothing([ValueSource(typeof(TestKeys), nameof(TestKeys.Kinds))] string kind)
    {
        var key = TestKeys.Open(kind);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Message));
    }

    [Test]
    public void Weak_and_unknown_keys_are_refused()
    {
        using var rsa = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        foreach (var key in new[] { rsa.ExportSubjectPublicKeyInfo(), curve.ExportSubjectPublicKeyInfo() })
        {
            Assert.That(
                Assert.Throws<SignatureVerificationException>(() => VerificationKey.Parse(key))!.DiagnosticId,
                Is.EqualTo(DiagnosticIds.SignatureAlgorithmUnsupported));
        }
    }
}
