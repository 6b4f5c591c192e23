namespace TalosBoot.Sigstore.Bundles;

/// <summary>The way from an entry to the root of a log, and the log's signed word on that root.</summary>
internal sealed record InclusionProof(long LogIndex, long TreeSize, byte[] RootHash, IReadOnlyList<byte[]> Hashes, string Checkpoint);
