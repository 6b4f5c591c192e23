namespace TalosBoot.Archives.Trees;

/// <summary>Looks paths up through symbolic links, as a process whose root directory is the tree would.</summary>
internal static class LinkResolver
{
    /// <summary>The most links that one look-up passes: the limit of Linux.</summary>
    public const int MaximumLinks = 40;

    /// <summary>What a path leads to. Never a link.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="path">Names separated by slashes; <c>..</c> in the root stays there.</param>
    /// <returns>The entry, or null when there is none or too many links lie on the way.</returns>
    public static FileTreeEntry? Resolve(FileTree tree, string path) => Find(new TreePlace(tree.Root), path).Entry;

    /// <summary>What a path leads to, and how.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="path">Names separated by slashes; <c>..</c> in the root stays there.</param>
    /// <param name="links">The links on the way to where it begins.</param>
    public static ResolvedPath Find(TreePlace start, string path, int links = 0)
    {
        var (place, names, leavesTree) = (start, 0, false);
        var pending = new Stack<string>();
        Push(path);
        while (pending.TryPop(out var name))
        {
            names++;
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                leavesTree |= place.IsRoot;
                place = place.Parent;
                continue;
            }

            if (!place.Directory.TryGet(name, out var entry))
            {
                return End(null);
            }

            switch (entry)
            {
                case DirectoryNode directory:
                    place = new TreePlace(directory, place);
                    break;
                case SymbolicLink link when ++links <= MaximumLinks:
                    Follow(link.Target);
                    break;
                case SymbolicLink:
                    return End(null);
                default:
                    return End(pending.Count == 0 ? entry : null);
            }
        }

        return End(place.Directory);

        void Follow(string target)
        {
            if (target.StartsWith('/'))
            {
                leavesTree = true;
                place = place.Root;
            }

            Push(target);
        }

        void Push(string text)
        {
            foreach (var name in text.Split('/').Reverse())
            {
                pending.Push(name);
            }
        }

        ResolvedPath End(FileTreeEntry? entry) => new(entry, place) { Links = links, Names = names, LeavesTree = leavesTree };
    }
}
