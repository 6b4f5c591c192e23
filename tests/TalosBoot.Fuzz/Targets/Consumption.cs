using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Takes what readers give, as their users do.</summary>
static class Consumption
{
    /// <summary>Whose thread works for all inputs: those of a budget of their own would wait for more work, some thousand at a time.</summary>
    public static WorkBudget Budget { get; } = new(processors: 1);

    const int MostFiles = 50_000;
    const int PieceLength = 64 * 1024;

    /// <summary>Walks over a tree, and reads the beginning and the end of its files.</summary>
    public static void Take(FileTree tree)
    {
        var left = MostFiles;
        foreach (var (_, entry) in tree.Walk())
        {
            _ = entry.Metadata;
            if (entry is RegularFile { Content: { } content } && left-- > 0)
            {
                Take(content);
            }
        }
    }

    /// <summary>Reads the beginning and the end of a content, and where its holes are.</summary>
    public static void Take(BlobSource content)
    {
        var buffer = new byte[(int)Math.Min(content.Length, PieceLength)];
        content.Read(0, buffer);
        content.Read(content.Length - buffer.Length, buffer);
        _ = content.Extents.Count;
    }

    /// <summary>Reads a stream to its end, or as far as a reader would.</summary>
    public static void Take(Stream stream, long limit)
    {
        var buffer = new byte[PieceLength];
        for (int count; limit > 0 && (count = stream.Read(buffer)) > 0; limit -= count)
        {
        }
    }
}
