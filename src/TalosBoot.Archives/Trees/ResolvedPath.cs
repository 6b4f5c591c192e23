namespace TalosBoot.Archives.Trees;

/// <summary>What a path leads to through symbolic links.</summary>
/// <param name="Entry">What is there, never a link; null where nothing is, or too many links lie on the way.</param>
/// <param name="Place">The last directory on the way; what is there, where that is a directory.</param>
internal readonly record struct ResolvedPath(FileTreeEntry? Entry, TreePlace Place)
{
    /// <summary>The links on the way, with those that were passed before it began. More than <see cref="LinkResolver.MaximumLinks"/> are too many.</summary>
    public required int Links { get; init; }

    /// <summary>The names on the way, with those of the links: what it cost.</summary>
    public required int Names { get; init; }

    /// <summary>Whether it, or a link on the way, leads out of the tree. It goes on from the root then.</summary>
    public required bool LeavesTree { get; init; }
}
