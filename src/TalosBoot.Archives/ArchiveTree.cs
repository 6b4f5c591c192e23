using TalosBoot.Archives.Trees;

namespace TalosBoot.Archives;

/// <summary>
/// A tree that archives are unpacked into. As in a real unpacking below a changed root, a path may lead through symbolic links, which never
/// lead out of the tree, and directories that are missing on the way are made.
/// </summary>
/// <param name="tree">The tree.</param>
/// <param name="format">The format's name, for messages.</param>
/// <param name="limits">The limits.</param>
internal sealed class ArchiveTree(FileTree tree, string format, ArchiveLimits limits)
{
    // As Linux: MAXSYMLINKS.
    const int MaximumLinksFollowed = 40;

    string? _lastPath;
    DirectoryNode? _lastDirectory;

    public FileTree Tree => tree;

    /// <summary>Puts an entry in place of what is there. A directory over a directory gives it its metadata and keeps what it holds.</summary>
    public void Put(string path, FileTreeEntry entry, long offset)
    {
        if (path.Length == 0)
        {
            tree.Root.Metadata = entry is DirectoryNode ? entry.Metadata : throw ArchivePath.Refuse(format, offset, "the root is not a directory.");
            return;
        }

        var (parent, name) = ResolveParent(path, offset);
        if (parent.TryGet(name, out var existing) && existing is DirectoryNode)
        {
            if (entry is DirectoryNode)
            {
                existing.Metadata = entry.Metadata;
                return;
            }

            _lastPath = null;
        }

        parent.Set(name, entry);
    }

    /// <summary>The entry at a path, or null; the last name is not followed.</summary>
    public FileTreeEntry? Find(string path, long offset)
    {
        var (directory, name) = Split(path);
        return name.Length == 0 ? tree.Root : Resolve(directory, offset, create: false)?.Children.GetValueOrDefault(name);
    }

    /// <summary>The directory at a path without making it, or null.</summary>
    public DirectoryNode? FindDirectory(string path, long offset) => Resolve(path, offset, create: false);

    /// <summary>Forgets what it remembers of the tree, which is about to be changed by someone else.</summary>
    public void Forget() => _lastPath = null;

    (DirectoryNode Parent, string Name) ResolveParent(string path, long offset)
    {
        var (directory, name) = Split(path);
        if (_lastPath != directory)
        {
            _lastDirectory = Resolve(directory, offset, create: true);
            _lastPath = directory;
        }

        return (_lastDirectory!, name);
    }

    static (string Directory, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? (string.Empty, path) : (path[..slash], path[(slash + 1)..]);
    }

    DirectoryNode? Resolve(string path, long offset, bool create)
    {
        var way = new List<DirectoryNode> { tree.Root };
        var pending = new Stack<string>();
        var followed = 0;
        Push(path);
        while (pending.TryPop(out var name))
        {
            if (name == "..")
            {
                way.RemoveRange(Math.Max(1, way.Count - 1), way.Count > 1 ? 1 : 0);
                continue;
            }

            if (!way[^1].TryGet(name, out var next))
            {
                if (!create)
                {
                    return null;
                }

                ArchivePath.CheckNameLength(name, format, offset);
                way[^1].Set(name, next = new DirectoryNode());
            }

            switch (next)
            {
                case DirectoryNode directory when way.Count <= limits.MaximumDepth:
                    way.Add(directory);
                    break;
                case DirectoryNode:
                    throw ArchivePath.TooMuch(format, offset, $"\"{path}\" is deeper than {limits.MaximumDepth} directories.");
                case SymbolicLink link when ++followed <= MaximumLinksFollowed:
                    way.RemoveRange(1, link.Target.StartsWith('/') ? way.Count - 1 : 0);
                    Push(link.Target);
                    break;
                default:
                    return create
                        ? throw ArchivePath.Refuse(format, offset, $"\"{path}\" leads through \"{name}\", which is no directory.")
                        : null;
            }
        }

        return way[^1];

        void Push(string names)
        {
            foreach (var name in names.Split('/').Reverse().Where(name => name is not ("" or ".")))
            {
                pending.Push(name);
            }
        }
    }
}
