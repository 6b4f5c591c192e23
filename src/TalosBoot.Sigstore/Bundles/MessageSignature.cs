namespace TalosBoot.Sigstore.Bundles;

/// <summary>A signature over the digest of a file.</summary>
internal sealed record MessageSignature(string? HashAlgorithm, byte[]? Digest, byte[] Signature);
