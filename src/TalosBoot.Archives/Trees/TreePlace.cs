namespace TalosBoot.Archives.Trees;

/// <summary>A directory, and those on the way to it from the root of its tree.</summary>
/// <param name="directory">The directory.</param>
/// <param name="parent">Where it lies; null for the root.</param>
internal sealed class TreePlace(DirectoryNode directory, TreePlace? parent = null)
{
    readonly TreePlace? _root = parent?.Root;

    public DirectoryNode Directory => directory;

    public bool IsRoot => parent is null;

    /// <summary>The root of the tree.</summary>
    public TreePlace Root => _root ?? this;

    /// <summary>Where it lies; the root is its own parent.</summary>
    public TreePlace Parent => parent ?? this;
}
