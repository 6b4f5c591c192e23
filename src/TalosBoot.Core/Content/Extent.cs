namespace TalosBoot.Core.Content;

/// <summary>A stretch of a source that holds bytes. Between extents lie holes, which read as zeros.</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">The bytes, more than none.</param>
/// <param name="Kind">What is known about them.</param>
public readonly record struct Extent(long Offset, long Length, ContentKind Kind)
{
    /// <summary>The first byte behind the extent.</summary>
    public long End => Offset + Length;
}
