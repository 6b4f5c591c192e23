using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Bundles;
using TalosBoot.Sigstore.Certificates;
using TalosBoot.Sigstore.Logs;

namespace TalosBoot.Sigstore.Simple;

/// <summary>Verifies signatures of cosign's first kind (docs/formats/sigstore.md).</summary>
internal sealed class SimpleSignatureVerifier(SignaturePolicy policy)
{
    /// <summary>Verifies a signature. That it is about the wanted image is always checked, which upstream's Image Factory does not do.</summary>
    /// <exception cref="SignatureVerificationException">The signature is not accepted (TB22xx).</exception>
    public VerifiedSignature Verify(SimpleSignature signature, SignedContent content)
    {
        var bytes = ReadSignature(signature, content);
        return signature.Annotations.GetValueOrDefault(SimpleSignature.CertificateAnnotation) is { Length: > 0 } pem
            ? VerifyByIdentity(signature, bytes, ReadCertificate(pem, content), content)
            : VerifyByKey(signature, bytes, content);
    }

    static byte[] ReadSignature(SimpleSignature signature, SignedContent content) =>
        SignatureBase64.TryDecode(signature.Annotations.GetValueOrDefault(SimpleSignature.SignatureAnnotation) ?? string.Empty, out var bytes) && bytes.Length > 0
            ? bytes
            : throw new SignatureVerificationException(
                DiagnosticIds.SignatureMalformed, content.Name,
                $"the annotation {SimpleSignature.SignatureAnnotation} is missing or no base64. Sign the image again.");

    static byte[] ReadCertificate(string pem, SignedContent content) =>
        SignaturePem.Find(pem, content.Name) is ("CERTIFICATE", var certificate)
            ? certificate
            : throw new SignatureVerificationException(
                DiagnosticIds.SignerCertificateInvalid, content.Name, $"the annotation {SimpleSignature.CertificateAnnotation} is no certificate. Sign the image again.");

    VerifiedSignature VerifyByIdentity(SimpleSignature signature, byte[] bytes, byte[] certificate, SignedContent content)
    {
        SignerKinds.RequireIdentities(policy, content);
        using var signer = SignerCertificate.Read(certificate, content.Name);
        var (identity, issuer, time) = new KeylessVerifier(policy, content.Name).Verify(new KeylessSignature
        {
            Signer = signer,
            Logged = new LoggedSignature
            {
                Subject = content.Name,
                Signature = bytes,
                Certificate = certificate,
                Key = signer.Key,
                HashName = HashAlgorithmName.SHA256,
                Hash = algorithm => CryptographicOperations.HashData(algorithm, signature.Payload),
            },
            LogEntries = SimpleAnnotations.ReadLogEntries(signature, content.Name),
            Timestamps = SimpleAnnotations.ReadTimestamps(signature, content.Name),
            VerifyClaims = key => VerifyClaim(signature, bytes, key, content),
            Names = signer.Names,
        });
        return new VerifiedSignature { Digest = content.Digest, Method = "legacy: certificate subject", Identity = identity, Issuer = issuer, Time = time };
    }

    VerifiedSignature VerifyByKey(SimpleSignature signature, byte[] bytes, SignedContent content) => new()
    {
        Digest = content.Digest,
        Method = "legacy: public key",
        Key = SignerKinds.VerifyByAnyKey(policy, content, key => VerifyClaim(signature, bytes, key, content)),
    };

    void VerifyClaim(SimpleSignature signature, byte[] bytes, VerificationKey key, SignedContent content)
    {
        // Upstream hashes with SHA-256 whatever the curve.
        var isSigned = key.Verify(signature.Payload, bytes, HashAlgorithmName.SHA256)
            || (key.DefaultHash != HashAlgorithmName.SHA256 && key.Verify(signature.Payload, bytes));
        if (!isSigned)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureInvalid, content.Name, "the signature is not by that key, or what is signed was changed. Sign the image again, and check the key.");
        }

        var payload = SimpleSigningPayload.Read(signature.Payload, content.Name);
        if (payload.Digest != content.Digest)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureClaimMismatch, content.Name,
                $"the signature is for {payload.Digest}, and not for {content.Digest}. Sign what is used, or use what is signed.");
        }

        if (policy.MatchesRepository && content.Repository is { } repository && !RepositoryNames.IsClaimOf(payload.DockerReference, repository))
        {
            throw BundleClaims.ClaimedName(content, payload.DockerReference, repository);
        }
    }
}
