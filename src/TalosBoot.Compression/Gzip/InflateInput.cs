using System.Buffers.Binary;

namespace TalosBoot.Compression.Gzip;

/// <summary>Reads bits, lowest first, and whole bytes from a stream. An end where there should be more is an EndOfStreamException.</summary>
internal sealed class InflateInput(Stream input)
{
    readonly byte[] _buffer = new byte[64 * 1024];
    int _position;
    int _length;
    ulong _bits;
    int _count;

    /// <summary>How many bytes of what was read from the stream are not taken yet. The input must be aligned.</summary>
    public int BufferedLength => _length - _position + (_count >> 3);

    /// <summary>The next bits, lowest first. Bits behind the end are zeros; taking them fails.</summary>
    public ulong Bits => _bits;

    /// <summary>Lends the bits that are ready and the bytes behind them to a loop that is in a hurry. They come back by <see cref="Return"/>.</summary>
    public ReadOnlySpan<byte> Lend(out ulong bits, out int count)
    {
        (bits, count) = (_bits, _count);
        return _buffer.AsSpan(_position, _length - _position);
    }

    /// <summary>Takes back what was lent.</summary>
    /// <param name="taken">How many bytes went into the bits.</param>
    /// <param name="bits">The bits that are ready. What is above them is of no matter.</param>
    /// <param name="count">How many there are: fewer than 64.</param>
    public void Return(int taken, ulong bits, int count)
    {
        _position += taken;
        (_bits, _count) = (bits & ((1UL << count) - 1), count);
    }

    /// <summary>Gets at least 48 bits ready, or all that are left.</summary>
    public void Fill()
    {
        if (_length - _position >= sizeof(ulong))
        {
            _bits |= BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(_position)) << _count;
            var taken = (63 - _count) >> 3;
            _position += taken;
            _count += taken * 8;
            _bits &= ulong.MaxValue >> (64 - _count);
            return;
        }

        // Never 64 bits: a shift by so many would be a shift by none.
        while (_count < 56 && TryReadBuffered(out var value))
        {
            _bits |= (ulong)value << _count;
            _count += 8;
        }
    }

    /// <summary>Takes bits that were made ready.</summary>
    public void Skip(int count)
    {
        _count -= count;
        if (_count < 0)
        {
            throw new EndOfStreamException();
        }

        _bits >>= count;
    }

    /// <summary>Takes at most 16 bits.</summary>
    public int Take(int count)
    {
        Fill();
        var value = (int)(_bits & ((1UL << count) - 1));
        Skip(count);
        return value;
    }

    /// <summary>Drops the rest of the current byte.</summary>
    public void Align() => Skip(_count & 7);

    /// <summary>A whole byte. The input must be aligned.</summary>
    public byte TakeByte() => (byte)Take(8);

    public uint TakeU32() => (uint)Take(16) | ((uint)Take(16) << 16);

    /// <summary>Whether nothing is left. The input must be aligned.</summary>
    public bool IsAtEnd()
    {
        Fill();
        return _count == 0;
    }

    /// <summary>Copies whole bytes. The input must be aligned.</summary>
    public void CopyTo(Span<byte> destination)
    {
        while (_count > 0 && !destination.IsEmpty)
        {
            destination[0] = TakeBuffered();
            destination = destination[1..];
        }

        while (!destination.IsEmpty)
        {
            if (_position == _length && !Refill())
            {
                throw new EndOfStreamException();
            }

            var count = Math.Min(_length - _position, destination.Length);
            _buffer.AsSpan(_position, count).CopyTo(destination);
            _position += count;
            destination = destination[count..];
        }
    }

    byte TakeBuffered()
    {
        var value = (byte)_bits;
        Skip(8);
        return value;
    }

    bool TryReadBuffered(out byte value)
    {
        if (_position == _length && !Refill())
        {
            value = 0;
            return false;
        }

        value = _buffer[_position++];
        return true;
    }

    bool Refill()
    {
        _position = 0;
        _length = input.Read(_buffer);
        return _length > 0;
    }
}
