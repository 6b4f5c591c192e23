using System.Security.Cryptography;

namespace TalosBoot.Sigstore.Logs;

/// <summary>The signature that a log's entry must be about.</summary>
internal sealed record LoggedSignature
{
    /// <summary>What messages call the signed content.</summary>
    public required string Subject { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>The signer's certificate in DER.</summary>
    public required byte[] Certificate { get; init; }

    public required VerificationKey Key { get; init; }

    /// <summary>The hash of the signed bytes; null when it cannot be had.</summary>
    public required Func<HashAlgorithmName, byte[]?> Hash { get; init; }

    /// <summary>The hash that was signed.</summary>
    public required HashAlgorithmName HashName { get; init; }

    /// <summary>The content of an envelope; null when a message is signed.</summary>
    public byte[]? Payload { get; init; }
}
