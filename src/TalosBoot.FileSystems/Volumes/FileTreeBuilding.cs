using TalosBoot.Archives.Trees;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>
/// Builds a tree out of directories and inodes that are read one after the other, without recursion: one inode under several names is one
/// entry, and a directory has one place.
/// </summary>
/// <param name="reading">Counts and fails.</param>
/// <param name="listDirectory">The names of a directory: name, inode, and where it stands.</param>
/// <param name="readEntry">What an inode is, for the place where its number stands.</param>
internal sealed class FileTreeBuilding(
    VolumeReading reading,
    Func<ulong, IEnumerable<(string Name, ulong Inode, long Position)>> listDirectory,
    Func<ulong, long, FileTreeEntry> readEntry)
{
    readonly Dictionary<ulong, FileTreeEntry> _entries = [];

    /// <summary>Builds the tree.</summary>
    /// <param name="root">The root directory's inode.</param>
    public FileTree Build(ulong root)
    {
        if (readEntry(root, 0) is not DirectoryNode rootNode)
        {
            throw reading.Invalid(0, "the root is no directory");
        }

        _entries.Add(root, rootNode);
        var open = new Stack<(DirectoryNode Directory, ulong Inode, int Depth)>();
        open.Push((rootNode, root, 0));
        while (open.TryPop(out var current))
        {
            reading.CancellationToken.ThrowIfCancellationRequested();
            foreach (var (name, inode, position) in listDirectory(current.Inode))
            {
                reading.TakeEntry(position, current.Depth);
                if (current.Directory.TryGet(name, out _))
                {
                    throw reading.Invalid(position, $"the name \"{name}\" is there twice");
                }

                var isKnown = _entries.TryGetValue(inode, out var entry);
                if (!isKnown)
                {
                    entry = readEntry(inode, position);
                    _entries.Add(inode, entry);
                }

                if (entry is DirectoryNode directory)
                {
                    if (isKnown)
                    {
                        throw reading.Invalid(position, $"the directory of inode {inode} is in two places");
                    }

                    open.Push((directory, inode, current.Depth + 1));
                }

                current.Directory.Set(name, entry!);
            }
        }

        return new FileTree(rootNode);
    }
}
