namespace TalosBoot.Sigstore.Bundles;

/// <summary>A signature with all that is needed to verify it without a network (<c>dev.sigstore.bundle.v1.Bundle</c>).</summary>
internal sealed record SigstoreBundle
{
    /// <summary>The signer's certificate in DER; null when a key signed.</summary>
    public byte[]? Certificate { get; init; }

    public IReadOnlyList<LogEntry> LogEntries { get; init; } = [];

    /// <summary>The answers of time-stamping authorities in DER.</summary>
    public IReadOnlyList<byte[]> Timestamps { get; init; } = [];

    /// <summary>The signature of a file, unless there is an envelope.</summary>
    public MessageSignature? Message { get; init; }

    public DsseEnvelope? Envelope { get; init; }

    /// <summary>The bytes of the signature.</summary>
    public byte[] Signature => Envelope?.Signature ?? Message!.Signature;
}
