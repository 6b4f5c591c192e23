using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Content;

/// <summary>Passes reads on, and counts the bytes. Does not own the stream beneath.</summary>
internal sealed class CountingStream(Stream inner) : ReadOnlyStream
{
    /// <summary>How many bytes were read.</summary>
    public long Count { get; private set; }

    public override long Position
    {
        get => Count;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        Count += count;
        return count;
    }
}
