using System.Text.Json.Nodes;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Bundles beside files, signed with a key.</summary>
[TestFixture]
sealed class FileSignatureTests
{
    static readonly BlobSource Content = BlobSource.FromText("the content of a file");

    static SignatureVerificationException Refused(BlobSource content, byte[] bundle, SigningKey key) => Assert.Throws<SignatureVerificationException>(
        () => FileSignatures.Verify(content, "file", bundle, new SignaturePolicy { Keys = [key.PublicKey] }))!;

    [Test]
    public void A_signed_file_is_accepted_and_a_changed_one_is_not([ValueSource(typeof(TestKeys), nameof(TestKeys.KindsForFiles))] string kind)
    {
        using var key = TestKeys.Open(kind);
        var bundle = FileSignatures.Sign(Content, key);
        Assert.That(FileSignatures.Verify(Content, "file", bundle, new SignaturePolicy { Keys = [key.PublicKey] }).Key, Is.EqualTo(key.PublicKey));
        Assert.That(Refused(BlobSource.FromText("the content of a File"), bundle, key).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureClaimMismatch));
        using var other = TestKeys.NewP256();
        Assert.That(Refused(Content, bundle, other).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureInvalid));
    }

    [Test]
    public void Openssl_verifies_the_signature_in_a_bundle()
    {
        using var folder = new TemporaryFolder();
        using var key = TestKeys.Open("P-256");
        var bundle = JsonNode.Parse(FileSignatures.Sign(Content, key))!;
        var privateKey = folder.WriteFile("key", System.Text.Encoding.ASCII.GetBytes(TestKeys.Pem("P-256")));
        ForeignTool.Run("openssl", "pkey", "-in", privateKey, "-pubout", "-out", folder["public"]);
        var signature = folder.WriteFile("signature", Convert.FromBase64String((string)bundle["messageSignature"]!["signature"]!));
        ForeignTool.Run("openssl", "dgst", "-sha256", "-verify", folder["public"], "-signature", signature, folder.WriteFile("file", Content.ToArray()));
        Assert.That((string?)bundle["mediaType"], Is.EqualTo("application/vnd.dev.sigstore.bundle.v0.3+json"));
        Assert.That((string?)bundle["messageSignature"]!["messageDigest"]!["algorithm"], Is.EqualTo("SHA2_256"));
    }

    [Test]
    public void A_change_of_any_byte_of_the_signature_or_digest_is_noticed()
    {
        using var key = TestKeys.NewP256();
        foreach (var (path, id) in new[] { ("signature", DiagnosticIds.SignatureInvalid), ("digest", DiagnosticIds.SignatureClaimMismatch) })
        {
            var bundle = JsonNode.Parse(FileSignatures.Sign(Content, key))!;
            var parent = path == "digest" ? bundle["messageSignature"]!["messageDigest"]! : bundle["messageSignature"]!;
            var bytes = Convert.FromBase64String((string)parent[path]!);
            for (var index = 0; index < bytes.Length; index++)
            {
                var changed = bytes.ToArray();
                changed[index] ^= 1;
                parent[path] = Convert.ToBase64String(changed);
                Assert.That(Refused(Content, System.Text.Encoding.UTF8.GetBytes(bundle.ToJsonString()), key).DiagnosticId, Is.EqualTo(id));
            }
        }
    }

    [Test]
    public void An_ed25519_key_does_not_sign_files()
    {
        using var key = TestKeys.Open("Ed25519");
        Assert.That(
            Assert.Throws<SignatureVerificationException>(() => FileSignatures.Sign(Content, key))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.SignatureAlgorithmUnsupported));
    }
}
