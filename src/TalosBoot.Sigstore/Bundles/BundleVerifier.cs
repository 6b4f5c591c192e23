using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Certificates;
using TalosBoot.Sigstore.Logs;

namespace TalosBoot.Sigstore.Bundles;

/// <summary>Verifies a bundle against a policy (docs/formats/sigstore.md).</summary>
internal sealed class BundleVerifier(SignaturePolicy policy)
{
    /// <summary>Verifies a bundle.</summary>
    /// <exception cref="SignatureVerificationException">The bundle is not accepted (TB22xx).</exception>
    public VerifiedSignature Verify(ReadOnlyMemory<byte> json, SignedContent content)
    {
        var bundle = BundleReader.Read(json, content.Name);
        return bundle.Certificate is null ? VerifyByKey(bundle, content) : VerifyByIdentity(bundle, bundle.Certificate, content);
    }

    VerifiedSignature VerifyByKey(SigstoreBundle bundle, SignedContent content) => new()
    {
        Digest = content.Digest,
        Method = "bundled: public key",
        Key = SignerKinds.VerifyByAnyKey(policy, content, key => BundleClaims.Verify(bundle, key, content, policy)),
    };

    VerifiedSignature VerifyByIdentity(SigstoreBundle bundle, byte[] certificate, SignedContent content)
    {
        SignerKinds.RequireIdentities(policy, content);
        using var signer = SignerCertificate.Read(certificate, content.Name);
        var (identity, issuer, time) = new KeylessVerifier(policy, content.Name).Verify(new KeylessSignature
        {
            Signer = signer,
            Logged = Describe(bundle, certificate, signer.Key, content),
            LogEntries = bundle.LogEntries,
            Timestamps = bundle.Timestamps,
            VerifyClaims = key => BundleClaims.Verify(bundle, key, content, policy),
            Names = [.. signer.Names.Take(1)],
        });
        return new VerifiedSignature { Digest = content.Digest, Method = "bundled: certificate subject", Identity = identity, Issuer = issuer, Time = time };
    }

    static LoggedSignature Describe(SigstoreBundle bundle, byte[] certificate, VerificationKey key, SignedContent content) => new()
    {
        Subject = content.Name,
        Signature = bundle.Signature,
        Certificate = certificate,
        Key = key,
        Payload = bundle.Envelope?.Payload,
        HashName = bundle.Message is { } message ? BundleClaims.HashOf(message, key, content.Name) : key.DefaultHash,
        Hash = bundle.Envelope is { } envelope ? algorithm => CryptographicOperations.HashData(algorithm, envelope.Signed) : content.Hash,
    };
}
