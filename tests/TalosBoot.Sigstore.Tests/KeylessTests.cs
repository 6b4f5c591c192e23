using System.Text;
using System.Text.Json.Nodes;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Timestamps;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Signatures with certificates, against an instance of Sigstore of the tests.</summary>
[TestFixture]
sealed class KeylessTests
{
    static readonly byte[] Content = "the content of a file"u8.ToArray();

    TestSigstore _sigstore = null!;

    [SetUp]
    public void Start() => _sigstore = new TestSigstore();

    [TearDown]
    public void Stop() => _sigstore.Dispose();

    VerifiedSignature Verify(JsonObject bundle, SignaturePolicy? policy = null) => FileSignatures.Verify(
        BlobSource.FromBytes(Content), "file", Encoding.UTF8.GetBytes(bundle.ToJsonString()), policy ?? _sigstore.Policy);

    string Refusal(JsonObject bundle, SignaturePolicy? policy = null) =>
        Assert.Throws<SignatureVerificationException>(() => Verify(bundle, policy))!.DiagnosticId;

    string RefusalOf(TestCertificate certificate)
    {
        using var signer = new TestBundle(_sigstore, certificate);
        return Refusal(signer.OfFile(Content, certificate.Time));
    }

    [Test]
    public void A_signature_in_the_first_log_is_accepted()
    {
        using var signer = new TestBundle(_sigstore);
        var signature = Verify(signer.OfFile(Content));
        Assert.That(signature.Method, Is.EqualTo("bundled: certificate subject"));
        Assert.That((signature.Identity, signature.Issuer, signature.Time), Is.EqualTo((TestSigstore.Identity, TestSigstore.Issuer, (DateTimeOffset?)TestSigstore.Now)));
    }

    [Test]
    public void A_signature_in_the_second_log_is_accepted([Values] bool isCertificateEmbedded)
    {
        using var signer = new TestBundle(_sigstore);
        var signature = Verify(signer.OfFileInSecondLog(Content, withCertificate: isCertificateEmbedded));
        Assert.That(signature.Time, Is.GreaterThanOrEqualTo(TestSigstore.Now).And.LessThan(TestSigstore.Now.AddMinutes(5)));
    }

    [Test]
    public void Names_of_other_kinds_are_accepted()
    {
        foreach (var (certificate, name) in new[]
        {
            (new TestCertificate { Email = "someone@example.com", IsOldIssuer = true }, "someone@example.com"),
            (new TestCertificate { OtherName = "someone!example" }, "someone!example"),
        })
        {
            using var signer = new TestBundle(_sigstore, certificate);
            var policy = _sigstore.Policy with { Identities = [new SignerIdentity { Subject = name, IssuerPattern = "^https://" }] };
            Assert.That(Verify(signer.OfFile(Content), policy).Identity, Is.EqualTo(name));
        }
    }

    [Test]
    public void Another_identity_or_issuer_is_refused()
    {
        Assert.That(RefusalOf(new TestCertificate { Identity = TestSigstore.Identity + "2" }), Is.EqualTo(DiagnosticIds.SignerIdentityMismatch));
        Assert.That(RefusalOf(new TestCertificate { Issuer = TestSigstore.Issuer + "/2" }), Is.EqualTo(DiagnosticIds.SignerIssuerMismatch));
    }

    [Test]
    public void A_certificate_that_is_not_logged_is_refused()
    {
        Assert.That(RefusalOf(new TestCertificate { IsLogged = false }), Is.EqualTo(DiagnosticIds.CertificateTimestampMissing));
        Assert.That(RefusalOf(new TestCertificate { IsLogUnknown = true }), Is.EqualTo(DiagnosticIds.LogUntrusted));
        Assert.That(RefusalOf(new TestCertificate { IsTimestampWrong = true }), Is.EqualTo(DiagnosticIds.CertificateTimestampInvalid));
    }

    [Test]
    public void A_certificate_for_something_else_is_refused() =>
        Assert.That(RefusalOf(new TestCertificate { IsForSigning = false }), Is.EqualTo(DiagnosticIds.SignerCertificateInvalid));

    [TestCase(-301)]
    [TestCase(301)]
    public void A_signature_at_another_time_than_the_certificates_is_refused(int seconds)
    {
        using var signer = new TestBundle(_sigstore);
        Assert.That(Refusal(signer.OfFile(Content, TestSigstore.Now.AddSeconds(seconds))), Is.EqualTo(DiagnosticIds.SignerCertificateNotValidAtTime));
        Assert.That(Verify(signer.OfFile(Content, TestSigstore.Now.AddSeconds(seconds > 0 ? 300 : -300))).Identity, Is.EqualTo(TestSigstore.Identity));
    }

    [Test]
    public void A_timestamp_at_another_time_than_the_certificates_is_refused()
    {
        using var signer = new TestBundle(_sigstore, new TestCertificate { Time = TestSigstore.Now.AddMinutes(-30) });
        Assert.That(Refusal(signer.OfFileInSecondLog(Content)), Is.EqualTo(DiagnosticIds.SignerCertificateNotValidAtTime));
    }

    [Test]
    public void A_certificate_of_another_authority_is_refused()
    {
        using var other = new TestSigstore();
        using var signer = new TestBundle(other);
        Assert.That(Refusal(signer.OfFile(Content)), Is.EqualTo(DiagnosticIds.LogUntrusted));

        // The same, in a log that is trusted.
        var content = Convert.FromBase64String((string)signer.OfFile(Content)["messageSignature"]!["signature"]!);
        var bundle = signer.OfFile(Content);
        bundle["messageSignature"]!["signature"] = Convert.ToBase64String(content);
        bundle["verificationMaterial"]!["tlogEntries"] = new JsonArray(_sigstore.FirstLog.Append(signer.FirstBody(Content, content), "hashedrekord", "0.0.1", TestSigstore.Now));
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.SignerCertificateUntrusted));
    }

    [Test]
    public void What_was_trusted_at_another_time_only_is_refused()
    {
        using var signer = new TestBundle(_sigstore);
        var bundle = signer.OfFile(Content);
        _sigstore.Trusted = (TestSigstore.Now.AddDays(-100), TestSigstore.Now);
        Assert.That(Verify(bundle).Identity, Is.EqualTo(TestSigstore.Identity), "the end is included");
        _sigstore.Trusted = (TestSigstore.Now.AddDays(-100), TestSigstore.Now.AddSeconds(-1));
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.LogUntrusted));
        _sigstore.Trusted = (TestSigstore.Now.AddSeconds(1), null);
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.LogUntrusted));
    }

    [Test]
    public void A_timestamp_that_is_missing_or_wrong_is_refused()
    {
        using var signer = new TestBundle(_sigstore);
        Assert.That(Refusal(signer.OfFileInSecondLog(Content, withTimestamp: false)), Is.EqualTo(DiagnosticIds.SigningTimeMissing));
        var bundle = signer.OfFileInSecondLog(Content, withTimestamp: false);
        TestBundle.AddTimestamp(bundle, _sigstore.Timestamps.Stamp("something else"u8.ToArray()));
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.TimestampInvalid));
        TestBundle.AddTimestamp(bundle, [0x30, 0x03, 0x02, 0x01, 0x00]);
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.TimestampInvalid));
        using var other = new TestTimestamps();
        var signature = Convert.FromBase64String((string)bundle["messageSignature"]!["signature"]!);
        TestBundle.AddTimestamp(bundle, other.Stamp(signature));
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.TimestampUntrusted));
        _sigstore.TimestampsTrusted = (TestSigstore.Now.AddDays(-100), TestSigstore.Now.AddMinutes(-1));
        Assert.That(Refusal(signer.OfFileInSecondLog(Content)), Is.EqualTo(DiagnosticIds.TimestampUntrusted));
    }

    [Test]
    public void A_timestamp_of_an_authority_that_is_not_trusted_does_not_count()
    {
        using var signer = new TestBundle(_sigstore);
        using var other = new TestTimestamps();
        var bundle = signer.OfFile(Content);
        TestBundle.AddTimestamp(bundle, other.Stamp(Convert.FromBase64String((string)bundle["messageSignature"]!["signature"]!)));
        Assert.That(Verify(bundle).Time, Is.EqualTo((DateTimeOffset?)TestSigstore.Now), "the log tells the time");
        TestBundle.AddTimestamp(bundle, _sigstore.Timestamps.Stamp("something else"u8.ToArray()));
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.TimestampInvalid), "one that is wrong is told");
    }

    [Test]
    public void Text_in_place_of_a_certificate_takes_no_time_that_grows_with_its_square()
    {
        using var signer = new TestBundle(_sigstore);
        var bundle = signer.OfFile(Content);
        var body = JsonNode.Parse(Convert.FromBase64String((string)bundle["verificationMaterial"]!["tlogEntries"]![0]!["canonicalizedBody"]!))!;
        var beginnings = string.Concat(Enumerable.Repeat("-----BEGIN A-----\n", 80_000));
        body["spec"]!["signature"]!["publicKey"]!["content"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(beginnings));
        bundle["verificationMaterial"]!["tlogEntries"]![0]!["canonicalizedBody"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body.ToJsonString()));
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.SignatureOverLimit));
    }

    [Test]
    public void A_signature_in_no_log_is_refused()
    {
        using var signer = new TestBundle(_sigstore);
        var bundle = signer.OfFile(Content);
        bundle["verificationMaterial"]!["tlogEntries"] = new JsonArray();
        Assert.That(Refusal(bundle), Is.EqualTo(DiagnosticIds.LogEntryMissing));
    }

    [Test]
    public void A_certificate_is_refused_where_keys_are_wanted()
    {
        using var signer = new TestBundle(_sigstore);
        using var key = TestKeys.NewP256();
        Assert.That(Refusal(signer.OfFile(Content), new SignaturePolicy { Keys = [key.PublicKey] }), Is.EqualTo(DiagnosticIds.SignerKindMismatch));
    }

    [TestCase("messageSignature.signature", DiagnosticIds.LogEntryMismatch)]
    [TestCase("messageSignature.messageDigest.digest", DiagnosticIds.SignatureClaimMismatch)]
    [TestCase("verificationMaterial.certificate.rawBytes", DiagnosticIds.LogEntryMismatch, DiagnosticIds.SignerCertificateInvalid, DiagnosticIds.SignatureAlgorithmUnsupported, DiagnosticIds.VerificationKeyInvalid)]
    [TestCase("verificationMaterial.tlogEntries.0.canonicalizedBody", DiagnosticIds.LogEntryMismatch, DiagnosticIds.LogPromiseInvalid)]
    [TestCase("verificationMaterial.tlogEntries.0.logId.keyId", DiagnosticIds.LogUntrusted)]
    [TestCase("verificationMaterial.tlogEntries.0.inclusionPromise.signedEntryTimestamp", DiagnosticIds.LogPromiseInvalid)]
    [TestCase("verificationMaterial.tlogEntries.0.inclusionProof.rootHash", DiagnosticIds.LogProofInvalid)]
    [TestCase("verificationMaterial.tlogEntries.0.inclusionProof.hashes.1", DiagnosticIds.LogProofInvalid)]
    public void A_change_of_any_byte_is_noticed(string path, params string[] ids)
    {
        using var signer = new TestBundle(_sigstore);
        var bundle = signer.OfFile(Content);
        var policy = _sigstore.Policy;
        var (parent, last) = Walk(bundle, path);
        var bytes = Convert.FromBase64String((string)Member(parent, last)!);
        for (var index = 0; index < bytes.Length; index++)
        {
            var changed = bytes.ToArray();
            changed[index] ^= 1;
            Set(parent, last, Convert.ToBase64String(changed));
            var refusal = Assert.Throws<SignatureVerificationException>(() => Verify(bundle, policy), $"byte {index}")!;
            Assert.That(ids, Does.Contain(refusal.DiagnosticId), $"byte {index}: {refusal.Message}");
        }
    }

    [TestCase("logIndex", "1000006", DiagnosticIds.LogPromiseInvalid)]
    [TestCase("integratedTime", "1", DiagnosticIds.LogPromiseInvalid)]
    [TestCase("inclusionProof.logIndex", "4", DiagnosticIds.LogProofInvalid)]
    [TestCase("inclusionProof.treeSize", "8", DiagnosticIds.LogProofInvalid, DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("kindVersion.version", "0.0.2", DiagnosticIds.LogEntryMismatch)]
    public void A_change_of_a_value_is_noticed(string path, string value, params string[] ids)
    {
        using var signer = new TestBundle(_sigstore);
        var bundle = signer.OfFile(Content);
        var (parent, last) = Walk(bundle, "verificationMaterial.tlogEntries.0." + path);
        Set(parent, last, value);
        Assert.That(ids, Does.Contain(Refusal(bundle)));
    }

    [Test]
    public void A_change_of_any_character_of_a_checkpoint_is_noticed([Values] bool isSecond)
    {
        using var signer = new TestBundle(_sigstore);
        var bundle = isSecond ? signer.OfFileInSecondLog(Content) : signer.OfFile(Content);
        var policy = _sigstore.Policy;
        var (parent, last) = Walk(bundle, "verificationMaterial.tlogEntries.0.inclusionProof.checkpoint.envelope");
        var text = (string)Member(parent, last)!;
        var padding = text.LastIndexOf('=') < 0 ? text.Length - 1 : text.IndexOf('=', text.IndexOf('\u2014', StringComparison.Ordinal));
        for (var index = 0; index < text.Length - 1; index++)
        {
            // The last digit of base64 has bits that mean nothing, and so has the padding. The name beside an ECDSA signature is not signed.
            var isFree = index >= (padding < 0 ? text.Length - 1 : padding) - 1 || (!isSecond && text.IndexOf('\u2014', StringComparison.Ordinal) + 2 is var name && index >= name && index < text.IndexOf(' ', name));
            if (!isFree)
            {
                Set(parent, last, text[..index] + (char)(text[index] ^ 1) + text[(index + 1)..]);
                Assert.That(Refusal(bundle, policy), Is.EqualTo(DiagnosticIds.LogCheckpointInvalid).Or.EqualTo(DiagnosticIds.LogProofInvalid), $"character {index}");
            }
        }
    }

    [Test]
    public void A_change_of_a_timestamp_is_noticed_or_changes_nothing_that_counts()
    {
        var verifier = new TimestampVerifier(_sigstore.Policy.TrustedRoot!, "file");
        var bytes = _sigstore.Timestamps.Stamp(Content);
        var time = verifier.Verify(bytes, Content);
        var accepted = 0;
        for (var index = 0; index < bytes.Length; index++)
        {
            var changed = bytes.ToArray();
            changed[index] ^= 1;
            try
            {
                Assert.That(verifier.Verify(changed, Content), Is.EqualTo(time));
                accepted++;
            }
            catch (SignatureVerificationException exception)
            {
                Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.TimestampInvalid).Or.EqualTo(DiagnosticIds.TimestampUntrusted), $"byte {index}");
            }
        }

        // What is not signed: the versions of the formats, and the certificates that come along and are not used.
        Assert.That(accepted, Is.LessThan(bytes.Length / 2));
    }

    static (JsonNode Parent, string Last) Walk(JsonNode root, string path)
    {
        var parts = path.Split('.');
        return (parts.SkipLast(1).Aggregate(root, (node, part) => Member(node, part)!), parts[^1]);
    }

    static JsonNode? Member(JsonNode node, string name) => int.TryParse(name, out var index) ? node[index] : node[name];

    static void Set(JsonNode node, string name, string value)
    {
        if (int.TryParse(name, out var index))
        {
            node[index] = value;
        }
        else
        {
            node[name] = value;
        }
    }
}
