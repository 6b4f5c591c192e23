namespace TalosBoot.Archives.Trees;

/// <summary>
/// A tree of files in memory: names and metadata are held, contents are named. It is what archives, container images and file systems are
/// read into and made from. Not thread-safe while it is changed.
/// </summary>
/// <param name="root">The root directory; null for an empty one of mode 0755.</param>
public sealed class FileTree(DirectoryNode? root = null)
{
    /// <summary>The root directory.</summary>
    public DirectoryNode Root { get; } = root ?? new DirectoryNode();

    /// <summary>Looks a path up, without following symbolic links.</summary>
    /// <param name="path">Names separated by slashes; a leading slash does not matter.</param>
    /// <returns>The entry, or null. There is none at what is no path within a tree, such as <c>../a</c>.</returns>
    public FileTreeEntry? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!FilePath.TrySplit(path, out var names))
        {
            return null;
        }

        FileTreeEntry? current = Root;
        foreach (var name in names)
        {
            if (current is not DirectoryNode directory || !directory.TryGet(name, out current))
            {
                return null;
            }
        }

        return current;
    }

    /// <summary>Puts an entry at a path, in place of any earlier one. Directories that are missing on the way are made, with mode 0755.</summary>
    /// <param name="path">Names separated by slashes; not the root.</param>
    /// <param name="entry">The entry.</param>
    /// <exception cref="InvalidOperationException">Something on the way is not a directory.</exception>
    public void Set(string path, FileTreeEntry entry)
    {
        var names = Split(path);
        if (names.Length == 0)
        {
            throw new ArgumentException("The root cannot be replaced.", nameof(path));
        }

        EnsureDirectory(names.AsSpan(0, names.Length - 1)).Set(names[^1], entry);
    }

    /// <summary>Puts a file with content at a path, owned by root with mode 0644.</summary>
    /// <param name="path">Names separated by slashes.</param>
    /// <param name="content">The content.</param>
    public void SetFile(string path, Core.Content.BlobSource content) => Set(path, new RegularFile(content));

    /// <summary>The directory at a path. It and those on the way are made, with mode 0755, where they are missing.</summary>
    /// <param name="path">Names separated by slashes; empty for the root.</param>
    /// <exception cref="InvalidOperationException">Something on the way is not a directory.</exception>
    public DirectoryNode EnsureDirectory(string path) => EnsureDirectory(Split(path));

    /// <summary>Takes a path out, with all below it.</summary>
    /// <param name="path">Names separated by slashes.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string path)
    {
        var names = Split(path);
        return names.Length > 0 && Find(string.Join('/', names[..^1])) is DirectoryNode parent && parent.Remove(names[^1]);
    }

    /// <summary>All entries below the root, each directory before what it holds, in byte order of the names.</summary>
    public IEnumerable<(string Path, FileTreeEntry Entry)> Walk()
    {
        var pending = new Stack<(string Path, FileTreeEntry Entry)>();
        PushChildren(string.Empty, Root);
        while (pending.TryPop(out var current))
        {
            yield return current;
            if (current.Entry is DirectoryNode directory)
            {
                PushChildren(current.Path, directory);
            }
        }

        void PushChildren(string path, DirectoryNode directory)
        {
            foreach (var (name, entry) in directory.Children.Reverse())
            {
                pending.Push((FilePath.Join(path, name), entry));
            }
        }
    }

    DirectoryNode EnsureDirectory(ReadOnlySpan<string> names)
    {
        var current = Root;
        foreach (var name in names)
        {
            if (!current.TryGet(name, out var next))
            {
                next = new DirectoryNode();
                current.Set(name, next);
            }

            current = next as DirectoryNode
                ?? throw new InvalidOperationException($"\"{name}\" in \"{string.Join('/', names!)}\" is not a directory.");
        }

        return current;
    }

    static string[] Split(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return FilePath.TrySplit(path, out var names)
            ? names
            : throw new ArgumentException($"\"{path}\" is not a path within a tree.", nameof(path));
    }
}
