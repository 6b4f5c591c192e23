using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Tests;

/// <summary>A tree as lines of text, for comparisons that say what differs.</summary>
static class TreeText
{
    public static string[] Of(FileTree tree) => [.. Lines(tree)];

    static IEnumerable<string> Lines(FileTree tree)
    {
        var names = new Dictionary<FileTreeEntry, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, entry) in tree.Walk())
        {
            var metadata = entry.Metadata;
            var attributes = string.Concat(metadata.ExtendedAttributes.Select(pair => $" {pair.Key}={Convert.ToHexString(pair.Value.AsSpan())}"));
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{path} {What(entry)} {Convert.ToString(metadata.Mode, 8)} {metadata.UserId}:{metadata.GroupId} @{metadata.ModifiedAt}{attributes}{FirstName(path, entry)}");
        }

        string FirstName(string path, FileTreeEntry entry) =>
            entry is not RegularFile || names.TryAdd(entry, path) ? string.Empty : $" is {names[entry]}";
    }

    static string What(FileTreeEntry entry) => entry switch
    {
        RegularFile file => $"file {file.Content.Length} {Digest.Sha256(file.Content).Hex[..16]}",
        SymbolicLink link => $"-> {link.Target}",
        SpecialFile special => $"{special.Kind} {special.DeviceMajor},{special.DeviceMinor}",
        _ => "directory",
    };
}
