using System.Text;
using System.Text.Json.Nodes;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Sigstore.Tests;

/// <summary>
/// The bundles of Sigstore's conformance suite, when they are there: <c>sigstore/bundle-verify</c> of sigstore-conformance and <c>sigstore/trusted_root.json</c>
/// of the public instance among the upstream vectors.
/// </summary>
[TestFixture]
[Category("SigstoreConformance")]
sealed class ConformanceTests
{
    const string DefaultIdentity =
        "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main";

    const string DefaultIssuer = "https://token.actions.githubusercontent.com";

    static string Root => RepositoryPaths.Vector("sigstore");

    /// <summary>Skips a test before it begins when the vectors are absent, so that the skip is not taken for a refusal.</summary>
    [SetUp]
    public void RequireVectors() => Assert.That(Root, Is.Not.Empty);

    static string? ReadIfThere(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    static VerifiedSignature Verify(string name) => Verify(name, File.ReadAllBytes(Path.Combine(Root, "bundle-verify", name, "bundle.sigstore.json")));

    static VerifiedSignature Verify(string name, byte[] bundle)
    {
        var folder = Path.Combine(Root, "bundle-verify", name);
        var trustedRoot = ReadIfThere(Path.Combine(folder, "trusted_root.json")) ?? File.ReadAllText(Path.Combine(Root, "trusted_root.json"));
        var policy = new SignaturePolicy { PredicateType = null };
        policy = ReadIfThere(Path.Combine(folder, "key.pub")) is { } key
            ? policy with { Keys = [VerificationKey.ParsePem(key)] }
            : policy with
            {
                TrustedRoot = TrustedRoot.Parse(Encoding.UTF8.GetBytes(trustedRoot)),
                Identities =
                [
                    new SignerIdentity
                    {
                        Subject = ReadIfThere(Path.Combine(folder, "identity"))?.Trim() ?? DefaultIdentity,
                        Issuer = ReadIfThere(Path.Combine(folder, "issuer"))?.Trim() ?? DefaultIssuer,
                    },
                ],
            };
        var own = Path.Combine(folder, "artifact");
        var artifact = BlobSource.FromFile(File.Exists(own) ? own : Path.Combine(Root, "bundle-verify", "a.txt"));
        return FileSignatures.Verify(artifact, name, bundle, policy);
    }

    /// <summary>A bundle with what it is about as its only fault: proofs without a checkpoint are taken out, and base64 is on one line.</summary>
    static byte[] Mend(string name)
    {
        var bundle = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Root, "bundle-verify", name, "bundle.sigstore.json")))!;
        var material = bundle["verificationMaterial"]!;
        foreach (var entry in material["tlogEntries"]!.AsArray().Where(entry => entry!["inclusionProof"]!["checkpoint"] is null))
        {
            entry!.AsObject().Remove("inclusionProof");
        }

        foreach (var timestamp in material["timestampVerificationData"]?["rfc3161Timestamps"]?.AsArray() ?? [])
        {
            timestamp!["signedTimestamp"] = ((string)timestamp["signedTimestamp"]!).ReplaceLineEndings(string.Empty);
        }

        return Encoding.UTF8.GetBytes(bundle.ToJsonString());
    }

    [TestCase("bundle-with-sct-with-extensions")]
    [TestCase("happy-path-intoto-in-dsse-v3")]
    [TestCase("happy-path-v0.1")]
    [TestCase("happy-path-v0.2")]
    [TestCase("happy-path-v0.3")]
    [TestCase("happy-path-v0.3-new-mediaType")]
    [TestCase("intoto-with-custom-trust-root")]
    [TestCase("managed-key-and-trusted-root")]
    [TestCase("managed-key-happy-path")]
    [TestCase("rekor2-checkpoint-cosigned")]
    [TestCase("rekor2-checkpoint-multiple-cosigs")]
    [TestCase("rekor2-checkpoint-origin-not-first")]
    [TestCase("rekor2-checkpoint-two-sigs-cosigned")]
    [TestCase("rekor2-checkpoint-two-sigs-from-origin")]
    [TestCase("rekor2-dsse-happy-path")]
    [TestCase("rekor2-happy-path")]
    [TestCase("rekor2-timestamp-with-embedded-cert")]
    [TestCase("rekor2-timestamp-with-expired-cert-chain")]
    [TestCase("rekor2-timestamp-without-embedded-cert")]
    [TestCase("trust-root-tlog-validity-end-inclusive")]
    [TestCase("trust-root-tsa-validity-end-inclusive")]
    public void Is_accepted(string name)
    {
        var signature = Verify(name);
        Assert.That(signature.Key is null, Is.EqualTo(signature.Identity is not null));
    }

    [TestCase("bundle-empty-certificate-chain_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("bundle-from-wrong-instance_fail", DiagnosticIds.LogUntrusted)]
    [TestCase("bundle-invalid-base64-signature_fail", DiagnosticIds.SignatureMalformed)]
    [TestCase("bundle-malformed-json_fail", DiagnosticIds.SignatureMalformed)]
    [TestCase("bundle-negative-log-index_fail", DiagnosticIds.SignatureMalformed)]
    [TestCase("bundle-unknown-version_fail", DiagnosticIds.SignatureVersionUnsupported)]
    [TestCase("bundle-with-root-cert_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("checkpoint-bad-keyhint_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("checkpoint-wrong-roothash_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("dsse-invalid-sig_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("dsse-mismatch-envelope_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("dsse-mismatch-sig_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("inclusion-proof-corrupted-hash_fail", DiagnosticIds.LogProofInvalid)]
    [TestCase("incorrect-public-key_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("integrated-time-in-future_fail", DiagnosticIds.SignerCertificateNotValidAtTime)]
    [TestCase("intoto-expired-certificate_fail", DiagnosticIds.SignerCertificateNotValidAtTime)]
    [TestCase("intoto-log-entry-mismatch_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("intoto-missing-inclusion-proof_fail", DiagnosticIds.LogProofInvalid)]
    [TestCase("intoto-set-outside-signing-cert-validity_fail", DiagnosticIds.SignerCertificateNotValidAtTime)]
    [TestCase("intoto-tsa-timestamp-outside-cert-validity_fail", DiagnosticIds.SignerCertificateNotValidAtTime)]
    [TestCase("invalid-checkpoint-signature_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("invalid-ct-key_fail", DiagnosticIds.LogUntrusted)]
    [TestCase("invalid-inclusion-proof_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("managed-key-no-key_fail", DiagnosticIds.SignerKindMismatch)]
    [TestCase("managed-key-wrong-key_fail", DiagnosticIds.VerificationKeyInvalid)]
    [TestCase("message-digest-mismatch_fail", DiagnosticIds.SignatureClaimMismatch)]
    [TestCase("rekor2-checkpoint-missing-log-signature_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("rekor2-checkpoint-missing-origin_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("rekor2-checkpoint-missing-root-hash_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("rekor2-checkpoint-missing-size_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("rekor2-checkpoint-no-matching-signature_fail", DiagnosticIds.LogCheckpointInvalid)]
    [TestCase("rekor2-dsse-invalid-sig_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("rekor2-dsse-mismatch-envelope_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("rekor2-dsse-mismatch-sig_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("rekor2-no-inclusion-proof_fail", DiagnosticIds.LogProofInvalid)]
    [TestCase("rekor2-no-timestamp_fail", DiagnosticIds.SigningTimeMissing)]
    [TestCase("rekor2-timestamp-outside-trust-root-tsa-validity_fail", DiagnosticIds.TimestampUntrusted)]
    [TestCase("rekor2-timestamp-outside-tsa-cert-validity_fail", DiagnosticIds.TimestampInvalid)]
    [TestCase("rekor2-timestamp-payload-mismatch_fail", DiagnosticIds.TimestampInvalid)]
    [TestCase("rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail", DiagnosticIds.TimestampUntrusted)]
    [TestCase("rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail", DiagnosticIds.TimestampUntrusted)]
    [TestCase("rekor2-timestamp-with-incorrect-time_fail", DiagnosticIds.SignatureMalformed)]
    [TestCase("set-invalid-signature_fail", DiagnosticIds.LogPromiseInvalid)]
    [TestCase("signature-mismatch_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("trust-root-tlog-missing-validity-start_fail", DiagnosticIds.TrustRootInvalid)]
    [TestCase("wrong-hashedrekord-artifact_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("wrong-hashedrekord-cert-and-sig_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("wrong-hashedrekord-entry_fail", DiagnosticIds.LogEntryMismatch)]
    [TestCase("wrong-material_fail", DiagnosticIds.LogEntryMismatch)]
    public void Is_refused(string name, string id) =>
        Assert.That(Assert.Throws<SignatureVerificationException>(() => Verify(name))!.DiagnosticId, Is.EqualTo(id));

    /// <summary>Vectors that are refused for another reason before what they are about is looked at.</summary>
    [TestCase("bundle-empty-certificate-chain_fail", DiagnosticIds.SignatureMalformed, "the chain of certificates is empty")]
    [TestCase("bundle-with-root-cert_fail", DiagnosticIds.SignatureMalformed, "holds a root")]
    [TestCase("rekor2-timestamp-with-incorrect-time_fail", DiagnosticIds.SignerCertificateNotValidAtTime, "certificate was valid from")]
    public void Is_refused_for_what_it_is_about(string name, string id, string message)
    {
        var refusal = Assert.Throws<SignatureVerificationException>(() => Verify(name, Mend(name)))!;
        Assert.That(refusal.DiagnosticId, Is.EqualTo(id));
        Assert.That(refusal.Message, Does.Contain(message));
    }
}
