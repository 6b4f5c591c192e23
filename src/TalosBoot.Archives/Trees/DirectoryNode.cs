using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Archives.Trees;

/// <summary>A directory.</summary>
/// <param name="metadata">Owner, mode and so on; null for <see cref="FileMetadata.DefaultDirectory"/>.</param>
public sealed class DirectoryNode(FileMetadata? metadata = null) : FileTreeEntry(metadata ?? FileMetadata.DefaultDirectory)
{
    readonly SortedDictionary<string, FileTreeEntry> _children = new(FileNames.ByteOrder);

    /// <summary>What it holds, by name, in byte order of the names.</summary>
    public IReadOnlyDictionary<string, FileTreeEntry> Children => _children;

    /// <summary>Puts an entry under a name, in place of any earlier one.</summary>
    /// <param name="name">The name: not empty, not <c>.</c> or <c>..</c>, without slash and NUL.</param>
    /// <param name="entry">The entry.</param>
    public void Set(string name, FileTreeEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!FilePath.IsValidName(name))
        {
            throw new ArgumentException($"\"{name}\" is not a file name.", nameof(name));
        }

        _children[name] = entry;
    }

    /// <summary>Takes a name out.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string name) => _children.Remove(name);

    /// <summary>Looks a name up.</summary>
    /// <param name="name">The name.</param>
    /// <param name="entry">The entry, when there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out FileTreeEntry? entry) => _children.TryGetValue(name, out entry);

    internal void Clear() => _children.Clear();
}
