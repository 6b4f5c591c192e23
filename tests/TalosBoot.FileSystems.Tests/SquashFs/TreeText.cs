using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>A tree as lines of text, one for each name, for comparisons with readable differences.</summary>
internal static class TreeText
{
    public static string[] Of(FileTree tree)
    {
        var seen = new Dictionary<FileTreeEntry, string>(ReferenceEqualityComparer.Instance);
        return [Line("", tree.Root), .. tree.Walk().Select(item => Line(item.Path, item.Entry))];

        string Line(string path, FileTreeEntry entry)
        {
            var metadata = entry.Metadata;
            var line = new StringBuilder(
                $"/{path} {Convert.ToString(metadata.Mode, 8)} {metadata.UserId}:{metadata.GroupId} {metadata.ModifiedAt}");
            if (!seen.TryAdd(entry, path))
            {
                return $"{line} = /{seen[entry]}";
            }

            line.Append(entry switch
            {
                DirectoryNode => " directory",
                RegularFile file => $" {file.Content.Length} {Digest.Sha256(file.Content).Hex[..16]}",
                SymbolicLink link => $" -> {link.Target}",
                SpecialFile special => $" {special.Kind} {special.DeviceMajor},{special.DeviceMinor}",
                _ => " ?",
            });
            foreach (var (name, value) in metadata.ExtendedAttributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                line.Append($" {name}={Convert.ToHexString([.. value])}");
            }

            return line.ToString();
        }
    }
}
