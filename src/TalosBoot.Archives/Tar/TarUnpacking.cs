using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>Puts the members of one archive into a tree that may already hold something.</summary>
internal sealed class TarUnpacking(ArchiveTree tree, ArchiveLimits limits)
{
    // As many as links may be followed on one path.
    const int MaximumRounds = 40;

    readonly List<WaitingLink> _waiting = [];

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
            _waiting.Add(new WaitingLink(path, target, member));
        }
    }

    /// <summary>Joins the links that wait, also those that lead to each other, in any order.</summary>
    /// <exception cref="ImageFormatException">A link leads to nothing (TB4104).</exception>
    public void ResolveLinks()
    {
        // A link that is joined wakes those that wait for its place, so that each is looked at twice. More rounds are needed only where a link
        // makes a way to others, as one to a symbolic link can.
        var waiting = _waiting;
        for (var round = 0; waiting.Count > 0; round++)
        {
            var left = ResolveOnce(waiting);
            if (left.Count == waiting.Count || (left.Count > 0 && round == MaximumRounds))
            {
                throw Broken(left[0].Path, left[0].Target, "which is not there", left[0].Member);
            }

            waiting = left;
        }
    }

    List<WaitingLink> ResolveOnce(List<WaitingLink> waiting)
    {
        var byTarget = waiting.ToLookup(link => tree.PlaceOf(link.Target, link.Member.Offset));
        var left = waiting.ToHashSet();
        var awake = new Stack<WaitingLink>();
        foreach (var first in waiting)
        {
            awake.Push(first);
            while (awake.TryPop(out var link))
            {
                if (left.Contains(link) && TryLink(link.Path, link.Target, link.Member))
                {
                    left.Remove(link);
                    foreach (var next in byTarget[tree.PlaceOf(link.Path, link.Member.Offset)])
                    {
                        awake.Push(next);
                    }
                }
            }
        }

        return [.. waiting.Where(left.Contains)];
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
