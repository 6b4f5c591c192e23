using System.Text;
using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Bundles;
using TalosBoot.Sigstore.Logs;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Documents that somebody made to hurt: they are refused with an exception of the family, and nothing else happens.</summary>
[TestFixture]
sealed class HostileDocumentTests
{
    static readonly Gen<string> Scalars = OneOf(
        "null", "1", "-1", "1e400", "99999999999999999999", "true", "\"\"", "\"AAAA\"", "\"\\ud800\"", "\"a\\u0000b\"", "[]", "{}", "[[]]", "[{}]", "[null]", "[1]", "[\"*\"]");

    static readonly string[] Names =
    [
        "mediaType", "verificationMaterial", "certificate", "rawBytes", "x509CertificateChain", "certificates", "publicKey", "hint", "tlogEntries", "logIndex", "logId",
        "keyId", "kindVersion", "kind", "version", "integratedTime", "inclusionPromise", "signedEntryTimestamp", "inclusionProof", "hashes", "rootHash", "treeSize",
        "checkpoint", "envelope", "canonicalizedBody", "timestampVerificationData", "rfc3161Timestamps", "signedTimestamp", "messageSignature", "messageDigest", "algorithm",
        "digest", "signature", "dsseEnvelope", "payload", "payloadType", "signatures", "sig", "tlogs", "ctlogs", "certificateAuthorities", "timestampAuthorities", "certChain",
        "validFor", "start", "end", "baseUrl", "critical", "image", "docker-manifest-digest", "type", "_type", "subject", "predicateType",
    ];

    static readonly Gen<string> Documents = Gen.Recursive<string>((depth, inner) => depth > 5 ? Scalars : Gen.Frequency(
        (2, Scalars),
        (3, Gen.Select(OneOf(Names), inner).Array[0, 5].Select(members =>
            "{" + string.Join(',', members.DistinctBy(member => member.Item1).Select(member => $"\"{member.Item1}\":{member.Item2}")) + "}")),
        (1, inner.Array[0, 3].Select(items => "[" + string.Join(',', items) + "]"))));

    static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    static void Read(byte[] document)
    {
        Action[] readers =
        [
            () => BundleReader.Read(document, "bundle"),
            () => TrustedRoot.Parse(document),
            () => SimpleSigningPayload.Read(document, "payload"),
            () => InTotoStatement.Read(document, "statement"),
        ];
        foreach (var reader in readers)
        {
            try
            {
                reader();
            }
            catch (SignatureVerificationException)
            {
                // What a hostile document should lead to.
            }
        }
    }

    [Test]
    public void Documents_of_any_shape_are_read_or_refused() => Documents.Sample(document => Read(Encoding.UTF8.GetBytes(document)), iter: 3000);

    [Test]
    public void Bytes_are_read_or_refused() => Gen.Byte.Array[0, 200].Sample(Read, iter: 3000);

    [Test]
    public void A_bundle_with_changed_bytes_is_read_or_refused()
    {
        using var key = TestKeys.NewP256();
        var bundle = FileSignatures.Sign(BlobSource.FromText("content"), key);
        for (var index = 0; index < bundle.Length; index++)
        {
            foreach (byte value in new byte[] { 0, (byte)'"', (byte)'{', 0xFF })
            {
                var changed = bundle.ToArray();
                changed[index] = value;
                Read(changed);
            }

            Read(bundle[..index]);
        }
    }

    [TestCase("[", 100_000)]
    [TestCase("{\"a\":", 100_000)]
    public void Deep_documents_are_refused(string opening, int depth)
    {
        var document = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(opening, depth)));
        Assert.That(
            Assert.Throws<SignatureVerificationException>(() => BundleReader.Read(document, "bundle"))!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureMalformed));
    }

    [Test]
    public void Large_documents_and_long_lists_are_refused()
    {
        Assert.That(Refusal(new byte[SignatureLimits.BundleLength + 1]), Is.EqualTo(DiagnosticIds.SignatureOverLimit));
        var entries = string.Join(',', Enumerable.Repeat("{}", SignatureLimits.LogEntries + 1));
        Assert.That(
            Refusal(Encoding.UTF8.GetBytes(
                "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"verificationMaterial\":{\"tlogEntries\":[" + entries + "]}}")),
            Is.EqualTo(DiagnosticIds.SignatureOverLimit));
    }

    [TestCase("{\"mediaType\":\"a\",\"mediaType\":\"b\"}")]
    [TestCase("")]
    [TestCase("null")]
    public void What_is_no_object_is_malformed(string document) => Assert.That(Refusal(Encoding.UTF8.GetBytes(document)), Is.EqualTo(DiagnosticIds.SignatureMalformed));

    [Test]
    public void Checkpoints_of_any_shape_are_read_or_refused() => OneOf("\n", "\u2014 ", "name", " ", "7", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        .Array[0, 20].Sample(parts => Checkpoint.TryParse(string.Concat(parts), out var checkpoint) == checkpoint is not null, iter: 3000);

    static string Refusal(byte[] document) => Assert.Throws<SignatureVerificationException>(() => BundleReader.Read(document, "bundle"))!.DiagnosticId;
}
