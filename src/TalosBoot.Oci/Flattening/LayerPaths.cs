using TalosBoot.Archives;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Flattening;

/// <summary>Which names and links of layers upstream refuses or drops (docs/formats/oci.md, rules 2 and 3).</summary>
internal static class LayerPaths
{
    /// <summary>Refuses names that would leave the root on some host: with <c>..</c>, of either kind of slash, or with a drive.</summary>
    public static void CheckName(string name, long offset)
    {
        var hasDrive = name.Length >= 2 && char.IsAsciiLetter(name[0]) && name[1] == ':';
        if (hasDrive || name.StartsWith('\\') || (name.Length > 0 && !ArchivePath.TryClean(name.Replace('\\', '/'), out _)))
        {
            throw new ImageFormatException(
                DiagnosticIds.ArchivePathRefused, TarReader.FormatName, offset,
                $"unsafe tar path \"{name}\". The layer is damaged or hostile: do not use it.");
        }
    }

    /// <summary>Whether a link is relative and leads out of the root: it is left out without a word, as upstream does.</summary>
    public static bool IsDroppedLink(string path, TarMember member)
    {
        if (member.Kind is not (TarEntryKind.SymbolicLink or TarEntryKind.HardLink))
        {
            return false;
        }

        var target = FileNames.Decode(member.LinkName).Replace('\\', '/');
        if (target.StartsWith('/'))
        {
            return false;
        }

        var slash = path.LastIndexOf('/');
        return Leaves(slash < 0 ? target : $"{path[..slash]}/{target}") || (member.Kind == TarEntryKind.HardLink && Leaves(target));
    }

    static bool Leaves(string path) => path.Length > 0 && !ArchivePath.TryClean(path, out _);
}
