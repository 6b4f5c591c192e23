namespace TalosBoot.Compression.Xz.Container;

/// <summary>What the index says about a block.</summary>
/// <param name="UnpaddedSize">The length of its header, chunks and check.</param>
/// <param name="UncompressedSize">The length of its content.</param>
internal readonly record struct XzRecord(long UnpaddedSize, long UncompressedSize);
