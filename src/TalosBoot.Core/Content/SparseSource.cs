namespace TalosBoot.Core.Content;

/// <summary>Content that knows where its holes are, and which of its parts are already compressed.</summary>
public abstract class SparseSource : BlobSource
{
    /// <inheritdoc/>
    public abstract override IReadOnlyList<Extent> Extents { get; }
}
