namespace TalosBoot.Core.Content;

/// <summary>A position over a source.</summary>
/// <param name="source">The source.</param>
/// <param name="hold">What keeps the source readable, which is given back with the stream; null for nothing.</param>
internal sealed class BlobStream(BlobSource source, IDisposable? hold = null) : ReadOnlyStream
{
    long _position;

    public override bool CanSeek => true;

    public override long Length => source.Length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, source.Length - _position));
        if (count > 0)
        {
            source.Read(_position, buffer[..count]);
            _position += count;
        }

        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        SeekOrigin.End => source.Length + offset,
        _ => throw new ArgumentOutOfRangeException(nameof(origin)),
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hold?.Dispose();
        }

        base.Dispose(disposing);
    }
}
