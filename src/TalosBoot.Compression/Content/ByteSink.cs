namespace TalosBoot.Compression.Content;

/// <summary>A growing buffer that is used again and again.</summary>
internal sealed class ByteSink(int capacity)
{
    byte[] _buffer = new byte[capacity];
    int _length;

    public Span<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Room for bytes, which count only after <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Array.Resize(ref _buffer, checked(Math.Max(_buffer.Length * 2, _length + count)));
        }

        return _buffer.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }
}
