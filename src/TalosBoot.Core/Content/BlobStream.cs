namespace TalosBoot.Core.Content;

/// <summary>A position over a source.</summary>
internal sealed class BlobStream(BlobSource source) : ReadOnlyStream
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
}
