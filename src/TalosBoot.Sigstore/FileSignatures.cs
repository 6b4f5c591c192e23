using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Sigstore.Bundles;

namespace TalosBoot.Sigstore;

/// <summary>Signatures of files, kept beside them as Sigstore bundles (docs/formats/sigstore.md).</summary>
public static class FileSignatures
{
    /// <summary>Signs a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="key">The key: ECDSA or RSA.</param>
    /// <param name="cancellationToken">Stops hashing.</param>
    /// <returns>The bundle, which usually is kept as <c>NAME.sigstore.json</c> or <c>NAME.bundle</c>.</returns>
    /// <exception cref="SignatureVerificationException">The key is Ed25519, which signs no digests (TB2208).</exception>
    public static byte[] Sign(BlobSource content, SigningKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(key);
        var hash = key.PublicKey.DefaultHash;
        var digest = new SignedContent("file", content, cancellationToken).Hash(hash)!;
        return BundleWriter.Write(key.PublicKey, new MessageSignature($"SHA2_{digest.Length * 8}", digest, key.SignHash(digest, hash)));
    }

    /// <summary>Verifies a file.</summary>
    /// <param name="content">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="bundle">The JSON of the bundle.</param>
    /// <param name="policy">Whose signatures are accepted. Its predicate type counts for bundles with a statement.</param>
    /// <param name="cancellationToken">Stops hashing.</param>
    /// <exception cref="SignatureVerificationException">The signature is not accepted (TB22xx).</exception>
    /// <exception cref="ArgumentException">The policy accepts nobody.</exception>
    public static VerifiedSignature Verify(
        BlobSource content, string name, ReadOnlyMemory<byte> bundle, SignaturePolicy policy, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(policy);
        return new BundleVerifier(policy.Checked()).Verify(bundle, new SignedContent(name, content, cancellationToken));
    }
}
