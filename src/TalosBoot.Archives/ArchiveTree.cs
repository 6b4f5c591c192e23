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

    // About a second's work. A path of a few bytes through long links could cost 80,000 look-ups, in each of a million entries.
    const int MaximumNamesOfLinks = 16 * 1024 * 1024;

    string? _lastPath;
    DirectoryNode? _lastDirectory;
    int _namesOfLinks;
    int _directoriesMade;

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

    /// <summary>
    /// A text for the place that a path leads to, which all paths that lead there share: what is there of the way is followed, and what is missing
    /// stays as it is written. The last name is not followed.
    /// </summary>
    public string PlaceOf(string path, long offset)
    {
        var (directory, name) = Split(path);
        var walk = Walk(directory, offset, create: false);
        return string.Join('/', [.. walk.Names, .. walk.Missing, name]);
    }

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

    DirectoryNode? Resolve(string path, long offset, bool create) =>
        Walk(path, offset, create) is { Missing.Count: 0 } walk ? walk.Directory : null;

    /// <summary>Goes along a path as far as it leads through directories.</summary>
    /// <param name="path">The path.</param>
    /// <param name="offset">Where it stands in the archive, for messages.</param>
    /// <param name="create">Whether to make what is missing, and to refuse what is no directory.</param>
    TreeWalk Walk(string path, long offset, bool create)
    {
        var walk = new TreeWalk(tree.Root);
        var followed = 0;
        walk.Push(path);
        while (walk.Missing.TryPeek(out var name))
        {
            if (name != ".." && !walk.Directory.TryGet(name, out _))
            {
                if (!create)
                {
                    break;
                }

                Make(walk.Directory, name, offset);
            }

            switch (name == ".." ? null : walk.Directory.Children[name])
            {
                case null:
                    walk.Leave();
                    break;
                case DirectoryNode directory when walk.Depth <= limits.MaximumDepth:
                    walk.Enter(directory);
                    break;
                case DirectoryNode:
                    throw ArchivePath.TooMuch(format, offset, $"\"{path}\" is deeper than {limits.MaximumDepth} directories.");
                case SymbolicLink link when ++followed <= MaximumLinksFollowed:
                    Count(walk.Follow(link.Target), path, offset);
                    break;
                default:
                    return create
                        ? throw ArchivePath.Refuse(format, offset, $"\"{path}\" leads through \"{name}\", which is no directory.")
                        : walk;
            }
        }

        return walk;
    }

    void Make(DirectoryNode parent, string name, long offset)
    {
        ArchivePath.CheckNameLength(name, format, offset);
        if (++_directoriesMade > limits.MaximumEntries)
        {
            throw ArchivePath.TooMuch(
                format, offset, $"its paths lead through more than {limits.MaximumEntries} directories that are no entries of it, the limit of entries.");
        }

        parent.Set(name, new DirectoryNode());
    }

    void Count(int names, string path, long offset)
    {
        _namesOfLinks += names;
        if (_namesOfLinks > MaximumNamesOfLinks)
        {
            throw ArchivePath.TooMuch(
                format, offset, $"with \"{path}\", paths have led through symbolic links of {_namesOfLinks} names; the limit is {MaximumNamesOfLinks}.");
        }
    }
}
