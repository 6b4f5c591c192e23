using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;

namespace TalosBoot.Disks.Blocks;

/// <summary>Which blocks of a disk hold bytes. Nothing is read: the disk's extents tell.</summary>
internal static class BlockRuns
{
    /// <summary>The runs of blocks that hold bytes, in order, as long as they can be.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="blockSize">Bytes of a block. The last one may reach beyond the disk.</param>
    public static IEnumerable<BlockRun> Of(BlobSource disk, long blockSize)
    {
        var current = default(BlockRun);
        foreach (var extent in disk.Extents)
        {
            var first = Math.Max(extent.Offset / blockSize, current.End);
            var end = Alignment.DivideUp(extent.End, blockSize);
            if (end <= first)
            {
                continue;
            }

            if (current.Count > 0 && first == current.End)
            {
                current = current with { Count = end - current.First };
                continue;
            }

            if (current.Count > 0)
            {
                yield return current;
            }

            current = new BlockRun(first, end - first);
        }

        if (current.Count > 0)
        {
            yield return current;
        }
    }

    /// <summary>The same runs, cut where a multiple of a number of blocks begins.</summary>
    public static IEnumerable<BlockRun> Cut(this IEnumerable<BlockRun> runs, long multiple)
    {
        foreach (var run in runs)
        {
            for (var first = run.First; first < run.End;)
            {
                var end = Math.Min(run.End, (first / multiple * multiple) + multiple);
                yield return new BlockRun(first, end - first);
                first = end;
            }
        }
    }

    /// <summary>The part of a disk that a run covers; shorter than the run where the disk ends within it.</summary>
    public static BlobSource Slice(BlobSource disk, BlockRun run, long blockSize)
    {
        var offset = run.First * blockSize;
        return disk.Slice(offset, Math.Min(run.Count * blockSize, disk.Length - offset));
    }
}
