using System.Security.Cryptography;

namespace TalosBoot.Boot.Signing;

/// <summary>A digest that is to be signed with RSASSA-PKCS1-v1_5.</summary>
/// <param name="Name">What it is the digest of, good for a file name: <c>uki</c>, <c>pcr11-main-sha256</c>.</param>
/// <param name="HashAlgorithm">The algorithm that made the digest: SHA-256, SHA-384 or SHA-512.</param>
/// <param name="Digest">The digest.</param>
public sealed record SignatureRequest(string Name, HashAlgorithmName HashAlgorithm, ReadOnlyMemory<byte> Digest);
