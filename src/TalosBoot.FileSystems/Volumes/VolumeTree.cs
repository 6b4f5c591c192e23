using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>
/// Turns a tree into inodes, each once, in the order in which a tool makes them: the root first, each directory before what it holds.
/// </summary>
internal sealed class VolumeTree
{
    /// <summary>Deeper paths are longer than Linux takes: PATH_MAX of names of one character.</summary>
    const int MaximumDepth = FilePath.MaximumLength / 2;

    readonly Dictionary<FileTreeEntry, VolumeNode> _nodes = new(ReferenceEqualityComparer.Instance);
    readonly List<VolumeNode> _order = [];
    readonly bool _filesFirst;
    readonly int _maximumTarget;

    VolumeTree(bool filesFirst, int maximumTarget)
    {
        _filesFirst = filesFirst;
        _maximumTarget = maximumTarget;
    }

    /// <summary>Lists the inodes of a tree.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="filesFirst">Whether all files of a directory come before its subdirectories; otherwise names alone decide.</param>
    /// <param name="maximumTarget">The longest target of a symbolic link in bytes.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="LayoutException">A name, target or path is too long (TB5003).</exception>
    public static List<VolumeNode> List(FileTree tree, bool filesFirst, int maximumTarget, CancellationToken cancellationToken)
    {
        var plan = new VolumeTree(filesFirst, maximumTarget);
        plan.Walk(tree.Root, cancellationToken);
        return plan._order;
    }

    void Walk(DirectoryNode root, CancellationToken cancellationToken)
    {
        var open = new Stack<(VolumeNode Directory, int Next)>();
        var rootNode = new VolumeNode(root, string.Empty);
        _nodes.Add(root, rootNode);
        Append(rootNode);
        Open(rootNode, cancellationToken);
        open.Push((rootNode, 0));
        while (open.TryPop(out var current))
        {
            var children = current.Directory.Children;
            if (current.Next == children.Count)
            {
                continue;
            }

            open.Push(current with { Next = current.Next + 1 });
            var child = children[current.Next].Node;
            Append(child);
            if (child.IsDirectory)
            {
                CheckLength("depth in directories", child.Path, open.Count, MaximumDepth);
                Open(child, cancellationToken);
                open.Push((child, 0));
            }
        }
    }

    void Open(VolumeNode directory, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        directory.Links = 2;
        foreach (var (name, entry) in ((DirectoryNode)directory.Entry).Children)
        {
            var node = Enter(directory, name, entry);
            if (_filesFirst && !node.IsDirectory)
            {
                Append(node);
            }
        }
    }

    VolumeNode Enter(VolumeNode directory, string name, FileTreeEntry entry)
    {
        var path = FilePath.Join(directory.Path, name);
        var bytes = FileNames.Encode(name);
        CheckLength("name", path, bytes.Length, FilePath.MaximumNameLength);
        if (!_nodes.TryGetValue(entry, out var node))
        {
            node = new VolumeNode(entry, path);
            _nodes.Add(entry, node);
            if (entry is SymbolicLink link)
            {
                CheckLength("link target", path, FileNames.Encode(link.Target).Length, _maximumTarget);
            }
        }
        else if (entry is DirectoryNode)
        {
            throw new ArgumentException($"The directory \"{path}\" is also at \"{node.Path}\". A directory has one place in a tree.");
        }

        node.Names.Add((directory, bytes));
        directory.Children.Add((bytes, node));
        if (node.IsDirectory)
        {
            directory.Links++;
        }
        else
        {
            node.Links++;
        }

        return node;
    }

    void Append(VolumeNode node)
    {
        if (node.Index < 0)
        {
            node.Index = _order.Count;
            _order.Add(node);
        }
    }

    static void CheckLength(string what, string path, int length, int limit)
    {
        if (length > limit)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, path, length, limit, $"its {what} is larger than the file system takes. Shorten it.");
        }
    }
}
