namespace TalosBoot.Compression;

/// <summary>Compressed data that something else may follow.</summary>
/// <param name="content">What is in it.</param>
/// <param name="consumed">How many bytes of the input it has; known when the content was read to its end.</param>
internal sealed class CompressedSegment(Stream content, Func<long> consumed) : IDisposable
{
    /// <summary>A stream over what is in the data, which reads forward only.</summary>
    public Stream Content => content;

    /// <summary>How many bytes of the input belong to it, once <see cref="Content"/> was read to its end.</summary>
    public long Length => consumed();

    public void Dispose() => content.Dispose();
}
