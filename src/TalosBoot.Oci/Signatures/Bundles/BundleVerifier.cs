using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Signatures.Bundles;

/// <summary>Verifies a bundle against a policy (oci.md 22.2).</summary>
internal sealed class BundleVerifier(SignaturePolicy policy)
{
    /// <summary>Verifies a bundle.</summary>
    /// <exception cref="SignatureVerificationException">The bundle is not accepted (TB22xx).</exception>
    public VerifiedSignature Verify(ReadOnlyMemory<byte> json, SignedContent content)
    {
        var bundle = BundleReader.Read(json, content.Name);
        return bundle.Certificate is null ? VerifyByKey(bundle, content) : throw SignerKinds.CertificateNotWanted(content);
    }

    VerifiedSignature VerifyByKey(SigstoreBundle bundle, SignedContent content) => new()
    {
        Digest = content.Digest,
        Method = "bundled: public key",
        Key = SignerKinds.VerifyByAnyKey(policy, content, key => BundleClaims.Verify(bundle, key, content, policy)),
    };
}
