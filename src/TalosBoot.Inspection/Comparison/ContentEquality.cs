using TalosBoot.Core.Content;

namespace TalosBoot.Inspection.Comparison;

/// <summary>Whether two contents have the same bytes. What is a hole in both is not read.</summary>
internal static class ContentEquality
{
    const int ChunkSize = 1024 * 1024;

    /// <summary>The first byte that differs; null where all are the same.</summary>
    public static long? FindDifference(BlobSource first, BlobSource second, CancellationToken cancellationToken)
    {
        var common = Math.Min(first.Length, second.Length);
        var (left, right) = (new byte[ChunkSize], new byte[ChunkSize]);
        var (inFirst, inSecond) = (new HoleFinder(first), new HoleFinder(second));
        for (var offset = 0L; offset < common;)
        {
            var hole = Math.Min(common, Math.Min(inFirst.EndOfHoleAt(offset), inSecond.EndOfHoleAt(offset)));
            if (hole > offset)
            {
                offset = hole;
                continue;
            }

            var count = (int)Math.Min(ChunkSize, common - offset);
            first.Read(offset, left.AsSpan(0, count), cancellationToken);
            second.Read(offset, right.AsSpan(0, count), cancellationToken);
            if (left.AsSpan(0, count).CommonPrefixLength(right.AsSpan(0, count)) is var same && same < count)
            {
                return offset + same;
            }

            offset += count;
        }

        return first.Length == second.Length ? null : common;
    }
}
