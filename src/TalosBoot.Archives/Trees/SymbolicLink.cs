namespace TalosBoot.Archives.Trees;

/// <summary>A symbolic link.</summary>
/// <param name="target">The text of the link, as it is.</param>
/// <param name="metadata">Owner, mode and so on; null for root and mode 0777.</param>
public sealed class SymbolicLink(string target, FileMetadata? metadata = null)
    : FileTreeEntry(metadata ?? FileMetadata.DefaultFile with { Mode = 0x1FF })
{
    /// <summary>The text of the link, as it is.</summary>
    public string Target { get; } = target ?? throw new ArgumentNullException(nameof(target));
}
