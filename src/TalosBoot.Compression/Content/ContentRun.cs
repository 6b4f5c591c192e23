namespace TalosBoot.Compression.Content;

/// <summary>A stretch of content that is squeezed by itself.</summary>
internal readonly record struct ContentRun(long Offset, long Length, RunKind Kind)
{
    public long End => Offset + Length;
}
