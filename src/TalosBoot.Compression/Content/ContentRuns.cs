using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Content;

/// <summary>
/// Cuts content into runs. The cut depends on nothing but the content's length and extents, so neither does what a compressor makes of it.
/// </summary>
internal static class ContentRuns
{
    /// <summary>Where runs are cut, unless a format has reasons to do it elsewhere.</summary>
    public const int DefaultLength = 4 * 1024 * 1024;

    // What a longer hole is squeezed to would be much to keep at once. It is a multiple of the stretches that the formats write zeros in, so that the same bytes
    // come out.
    const long HoleLength = 1024 * 1024 * 1024;

    // A shorter hole, or a shorter compressed extent, costs more by parting its neighbours than it saves.
    const int MinHoleLength = 64 * 1024;
    const int MinStoredLength = 32 * 1024;
    const int MinDataLength = 64;

    /// <summary>Cuts content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="maxLength">The longest run, but for runs of holes, which are far longer.</param>
    public static List<ContentRun> Cut(BlobSource content, int maxLength = DefaultLength)
    {
        var runs = Merge(Merge(Classify(content), AsData), AsStored);
        var result = new List<ContentRun>(runs.Count);
        foreach (var run in runs)
        {
            for (var rest = run; rest.Length > 0;)
            {
                var length = run.Kind == RunKind.Hole ? HolePiece(rest.Length) : Math.Min(maxLength, rest.Length);
                result.Add(rest with { Length = length });
                rest = rest with { Offset = rest.Offset + length, Length = rest.Length - length };
            }
        }

        return result;
    }

    // The last piece is a long one, too: zstd has frames of their own for long holes only.
    static long HolePiece(long length) => length < 2 * HoleLength ? length : HoleLength;

    static IEnumerable<ContentRun> Classify(BlobSource content)
    {
        var position = 0L;
        foreach (var extent in content.Extents)
        {
            if (extent.Offset > position)
            {
                yield return new ContentRun(position, extent.Offset - position, RunKind.Hole);
            }

            yield return new ContentRun(extent.Offset, extent.Length, extent.Kind == ContentKind.Compressed ? RunKind.Stored : RunKind.Data);
            position = extent.End;
        }

        if (content.Length > position)
        {
            yield return new ContentRun(position, content.Length - position, RunKind.Hole);
        }
    }

    static RunKind AsData(ContentRun run) => run switch
    {
        { Kind: RunKind.Hole, Length: < MinHoleLength } or { Kind: RunKind.Stored, Length: < MinStoredLength } => RunKind.Data,
        _ => run.Kind,
    };

    static RunKind AsStored(ContentRun run) => run is { Kind: RunKind.Data, Length: < MinDataLength } ? RunKind.Stored : run.Kind;

    static List<ContentRun> Merge(IEnumerable<ContentRun> runs, Func<ContentRun, RunKind> classify)
    {
        var result = new List<ContentRun>();
        foreach (var run in runs)
        {
            var kind = classify(run);
            if (result.Count > 0 && result[^1].Kind == kind)
            {
                result[^1] = result[^1] with { Length = result[^1].Length + run.Length };
            }
            else
            {
                result.Add(run with { Kind = kind });
            }
        }

        return result;
    }
}
