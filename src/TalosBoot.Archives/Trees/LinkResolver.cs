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
    public static FileTreeEntry? Resolve(FileTree tree, string path)
    {
        var directories = new Stack<DirectoryNode>();
        directories.Push(tree.Root);
        var pending = new Stack<string>();
        Push(path);
        var links = 0;
        while (pending.TryPop(out var name))
        {
            if (name is "" or ".")
            {
                continue;
            }

            if (name == "..")
            {
                LeaveDirectory();
                continue;
            }

            if (!directories.Peek().TryGet(name, out var entry))
            {
                return null;
            }

            switch (entry)
            {
                case DirectoryNode directory:
                    directories.Push(directory);
                    break;
                case SymbolicLink link when ++links <= MaximumLinks:
                    Push(link.Target);
                    break;
                case SymbolicLink:
                    return null;
                default:
                    return pending.Count == 0 ? entry : null;
            }
        }

        return directories.Peek();

        void Push(string text)
        {
            if (text.StartsWith('/'))
            {
                directories.Clear();
                directories.Push(tree.Root);
            }

            foreach (var name in text.Split('/').Reverse())
            {
                pending.Push(name);
            }
        }

        void LeaveDirectory()
        {
            if (directories.Count > 1)
            {
                directories.Pop();
            }
        }
    }
}
