namespace TalosBoot.Core.Content;

/// <summary>Content at its place in an image.</summary>
internal readonly record struct PlacedPart(long Offset, BlobSource Content, string Name)
{
    public long End => Offset + Content.Length;
}
