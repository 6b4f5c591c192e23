using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Trees;

/// <summary>A regular file.</summary>
/// <param name="content">What it holds.</param>
/// <param name="metadata">Owner, mode and so on; null for <see cref="FileMetadata.DefaultFile"/>.</param>
public sealed class RegularFile(BlobSource content, FileMetadata? metadata = null) : FileTreeEntry(metadata ?? FileMetadata.DefaultFile)
{
    /// <summary>What it holds.</summary>
    public BlobSource Content { get; } = content ?? throw new ArgumentNullException(nameof(content));
}
