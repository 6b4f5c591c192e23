using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Reads bytes and numbers from a stream. An end where there should be more is an EndOfStreamException.</summary>
internal sealed class XzInput(Stream input)
{
    readonly byte[] _buffer = new byte[64 * 1024];
    int _position;
    int _length;

    /// <summary>How many bytes were taken.</summary>
    public long Position { get; private set; }

    public bool IsAtEnd() => _position == _length && !Refill();

    public byte ReadByte()
    {
        if (IsAtEnd())
        {
            throw new EndOfStreamException();
        }

        Position++;
        return _buffer[_position++];
    }

    /// <summary>The next byte, which stays. There must be one.</summary>
    public byte PeekByte() => _buffer[_position];

    public void Read(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (IsAtEnd())
            {
                throw new EndOfStreamException();
            }

            var count = Math.Min(destination.Length, _length - _position);
            _buffer.AsSpan(_position, count).CopyTo(destination);
            _position += count;
            Position += count;
            destination = destination[count..];
        }
    }

    public uint ReadU32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    bool Refill()
    {
        _position = 0;
        _length = input.Read(_buffer);
        return _length > 0;
    }
}
