namespace TalosBoot.Core.Content;

/// <summary>Walks a source in pieces of bounded size, holes included.</summary>
internal static class ContentChunks
{
    /// <summary>The largest piece, and the buffer size of whoever reads the pieces.</summary>
    public const int ChunkSize = 1024 * 1024;

    /// <summary>The pieces of all extents, in order. Holes are left out.</summary>
    public static IEnumerable<(long Offset, int Length)> OfData(BlobSource source)
    {
        foreach (var extent in source.Extents)
        {
            for (var offset = extent.Offset; offset < extent.End; offset += ChunkSize)
            {
                yield return (offset, (int)Math.Min(ChunkSize, extent.End - offset));
            }
        }
    }

    /// <summary>The pieces of the whole source, in order; those of holes are marked.</summary>
    public static IEnumerable<(long Offset, int Length, bool IsHole)> OfAll(BlobSource source)
    {
        var position = 0L;
        foreach (var (offset, length) in OfData(source))
        {
            for (; position < offset; position += Math.Min(ChunkSize, offset - position))
            {
                yield return (position, (int)Math.Min(ChunkSize, offset - position), true);
            }

            yield return (offset, length, false);
            position = offset + length;
        }

        for (; position < source.Length; position += Math.Min(ChunkSize, source.Length - position))
        {
            yield return (position, (int)Math.Min(ChunkSize, source.Length - position), true);
        }
    }
}
