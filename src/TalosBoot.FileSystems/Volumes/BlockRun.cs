using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>Blocks of a file that hold bytes. What lies between runs is a hole.</summary>
/// <param name="Start">The first block in the file.</param>
/// <param name="Count">How many blocks.</param>
internal readonly record struct BlockRun(long Start, long Count)
{
    public long End => Start + Count;

    /// <summary>The runs of a content, in order, with a block or more between them.</summary>
    public static List<BlockRun> Of(BlobSource content, int blockSize)
    {
        var runs = new List<BlockRun>();
        foreach (var extent in content.Extents)
        {
            var start = extent.Offset / blockSize;
            var end = ((extent.End - 1) / blockSize) + 1;
            if (runs.Count > 0 && runs[^1].End >= start)
            {
                runs[^1] = runs[^1] with { Count = Math.Max(runs[^1].End, end) - runs[^1].Start };
            }
            else
            {
                runs.Add(new BlockRun(start, end - start));
            }
        }

        return runs;
    }

    /// <summary>The bytes of the run: the last block of a file may be short.</summary>
    public BlobSource Cut(BlobSource content, int blockSize)
    {
        var offset = Start * blockSize;
        return content.Slice(offset, Math.Min(Count * blockSize, content.Length - offset));
    }
}
