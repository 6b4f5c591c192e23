using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>
/// The inodes of a tree in the order in which they are written, numbered (docs/formats/squashfs.md): numbers are given on the way down and the
/// root's last, inodes are written on the way up.
/// </summary>
internal sealed class TreePlan
{
    readonly Dictionary<FileTreeEntry, InodePlan> _byEntry = new(ReferenceEqualityComparer.Instance);
    readonly List<InodePlan> _writeOrder = [];
    readonly List<FileData> _contents = [];
    uint _lastNumber;

    TreePlan(DirectoryNode root) => Root = new InodePlan(root, "/") { LinkCount = 2 };

    public InodePlan Root { get; }

    /// <summary>Every inode once, each directory after what it holds.</summary>
    public IReadOnlyList<InodePlan> WriteOrder => _writeOrder;

    /// <summary>The contents of the regular files, in the order in which they are stored.</summary>
    public IReadOnlyList<FileData> Contents => _contents;

    /// <exception cref="LayoutException">A name or the target of a link is too long for squashfs or Linux (TB5003).</exception>
    public static TreePlan Create(FileTree tree, CancellationToken cancellationToken)
    {
        var plan = new TreePlan(tree.Root);
        plan.Walk(cancellationToken);
        return plan;
    }

    void Walk(CancellationToken cancellationToken)
    {
        _byEntry.Add(Root.Entry, Root);
        var open = new Stack<(InodePlan Directory, IEnumerator<KeyValuePair<string, FileTreeEntry>> Names)>();
        open.Push((Root, ((DirectoryNode)Root.Entry).Children.GetEnumerator()));
        while (open.TryPeek(out var current))
        {
            if (!current.Names.MoveNext())
            {
                current.Names.Dispose();
                open.Pop();
                _writeOrder.Add(current.Directory);
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var (name, entry) = current.Names.Current;
            if (Add(current.Directory, name, entry) is { } subdirectory)
            {
                open.Push((subdirectory, ((DirectoryNode)entry).Children.GetEnumerator()));
            }
        }

        Root.Number = checked(_lastNumber + 1);
    }

    /// <summary>Enters a name.</summary>
    /// <returns>The directory that was met, or null.</returns>
    InodePlan? Add(InodePlan directory, string name, FileTreeEntry entry)
    {
        var path = FilePath.Join(directory == Root ? string.Empty : directory.Path, name);
        var bytes = FileNames.Encode(name);
        CheckLength("name", path, bytes.Length, FilePath.MaximumNameLength);
        if (_byEntry.TryGetValue(entry, out var inode))
        {
            if (entry is DirectoryNode)
            {
                throw new ArgumentException($"The directory \"{path}\" is also at \"{inode.Path}\". A directory has one place in a tree.");
            }

            inode.LinkCount++;
            directory.Entries.Add((bytes, inode));
            return null;
        }

        inode = new InodePlan(entry, path) { Number = checked(++_lastNumber), LinkCount = 1, Parent = directory };
        _byEntry.Add(entry, inode);
        directory.Entries.Add((bytes, inode));
        switch (entry)
        {
            case DirectoryNode:
                inode.LinkCount = 2;
                directory.LinkCount++;
                return inode;
            case RegularFile file:
                inode.Data = new FileData(file.Content);
                _contents.Add(inode.Data);
                break;
            case SymbolicLink link:
                CheckLength("link target", path, FileNames.Encode(link.Target).Length, FilePath.MaximumLength - 1);
                break;
        }

        _writeOrder.Add(inode);
        return null;
    }

    static void CheckLength(string what, string path, int length, int limit)
    {
        if (length > limit)
        {
            throw new LayoutException(DiagnosticIds.FieldOverflow, path, length, limit, $"its {what} is longer than Linux reads. Shorten it.");
        }
    }
}
