using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>Puts the members of one archive into a tree that may already hold something.</summary>
internal sealed class TarUnpacking(ArchiveTree tree, ArchiveLimits limits)
{
    readonly List<(string Path, string Target, TarMember Member)> _waiting = [];

    public ArchiveTree Tree => tree;

    /// <summary>Puts a member at a cleaned path. A hard link to something that is not there yet waits.</summary>
    public void Add(string path, TarMember member)
    {
        if (member.Kind != TarEntryKind.HardLink)
        {
            tree.Put(path, member.ToTreeEntry(limits), member.Offset);
            return;
        }

        var target = member.CleanLink(limits);
        if (!TryLink(path, target, member))
        {
            _waiting.Add((path, target, member));
        }
    }

    /// <summary>Joins the links that wait, also those that lead to each other.</summary>
    /// <exception cref="ImageFormatException">A link leads to nothing (TB4104).</exception>
    public void ResolveLinks()
    {
        for (var left = _waiting.Count; left > 0; left = _waiting.Count)
        {
            _waiting.RemoveAll(link => TryLink(link.Path, link.Target, link.Member));
            if (_waiting.Count == left)
            {
                throw Broken(_waiting[0].Path, _waiting[0].Target, "which is not there", _waiting[0].Member);
            }
        }
    }

    bool TryLink(string path, string target, TarMember member)
    {
        switch (tree.Find(target, member.Offset))
        {
            case null:
                return false;
            case DirectoryNode:
                throw Broken(path, target, "which is a directory", member);
            case var entry:
                tree.Put(path, entry, member.Offset);
                return true;
        }
    }

    static ImageFormatException Broken(string path, string target, string why, TarMember member) => new(
        DiagnosticIds.ArchiveLinkBroken, TarReader.FormatName, member.Offset,
        $"\"{path}\" is a hard link to \"{target}\", {why}. Make the archive again, with the file that the link leads to.");
}
