namespace TalosBoot.Sigstore.Bundles;

/// <summary>An entry of a transparency log.</summary>
internal sealed record LogEntry
{
    public required long LogIndex { get; init; }

    public required byte[] LogId { get; init; }

    /// <summary>Such as <c>hashedrekord 0.0.1</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Seconds since 1970; 0 when the log does not tell.</summary>
    public required long IntegratedTime { get; init; }

    /// <summary>The log's signature over the entry (SET), or null.</summary>
    public byte[]? Promise { get; init; }

    public InclusionProof? Proof { get; init; }

    public required byte[] Body { get; init; }
}
