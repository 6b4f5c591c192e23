using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests;

/// <summary>A tree, or a folder, as lines of text that can be compared.</summary>
static class TreeLines
{
    public static string[] Of(FileTree tree) => [.. tree.Walk().Select(item => $"{item.Path} {Describe(item.Entry)}").Order(StringComparer.Ordinal)];

    public static string[] OfFolder(string folder)
    {
        var list = ForeignTool.Run("find", folder, "-mindepth", "1", "-printf", "%P\\t%y\\t%m\\t%l\\n");
        return [.. list.Lines.Select(line => line.Split('\t')).Select(parts => parts[1] switch
        {
            "d" => $"{parts[0]} directory {parts[2]}",
            "l" => $"{parts[0]} -> {parts[3]}",
            "f" => $"{parts[0]} file {parts[2]} {Digest.Sha256(File.ReadAllBytes(Path.Combine(folder, parts[0]))).Hex[..12]}",
            _ => $"{parts[0]} other",
        }).Order(StringComparer.Ordinal)];
    }

    static string Describe(FileTreeEntry entry) => entry switch
    {
        DirectoryNode => $"directory {Mode(entry)}",
        RegularFile file => $"file {Mode(entry)} {Digest.Sha256(file.Content).Hex[..12]}",
        SymbolicLink link => $"-> {link.Target}",
        _ => "other",
    };

    static string Mode(FileTreeEntry entry) => Convert.ToString(entry.Metadata.Mode, 8).ToString(CultureInfo.InvariantCulture);
}
