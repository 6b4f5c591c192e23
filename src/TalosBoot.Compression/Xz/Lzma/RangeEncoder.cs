using System.Runtime.CompilerServices;
using TalosBoot.Compression.Xz.Lzma2;

namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Encodes bits with adaptive chances, into a buffer that is large enough for an LZMA2 chunk and grows for more.</summary>
internal sealed class RangeEncoder
{
    const int ChanceBits = 11;
    const int MoveBits = 5;
    const uint Top = 1 << 24;
    const int FlushSize = 5;

    byte[] _buffer = new byte[Lzma2Format.MaxCompressedChunk];
    int _length;
    ulong _low;
    uint _range = uint.MaxValue;
    int _pendingCount = 1;
    byte _pending;

    /// <summary>How long the chunk would be, if it ended here.</summary>
    public int LengthAtEnd => _length + _pendingCount + FlushSize - 1;

    /// <summary>The chunk, after <see cref="Flush"/>.</summary>
    public ReadOnlySpan<byte> Chunk => _buffer.AsSpan(0, _length);

    public void Reset() => (_length, _low, _range, _pendingCount, _pending) = (0, 0, uint.MaxValue, 1, 0);

    public void Flush()
    {
        Normalize();
        for (var index = 0; index < FlushSize; index++)
        {
            ShiftLow();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bit(ref ushort chance, uint bit)
    {
        Normalize();
        var bound = (_range >> ChanceBits) * chance;
        if (bit == 0)
        {
            _range = bound;
            chance += (ushort)(((1 << ChanceBits) - chance) >> MoveBits);
        }
        else
        {
            _low += bound;
            _range -= bound;
            chance -= (ushort)(chance >> MoveBits);
        }
    }

    public void Tree(Span<ushort> chances, int bits, uint value)
    {
        var symbol = 1u;
        for (var shift = bits - 1; shift >= 0; shift--)
        {
            var bit = (value >> shift) & 1;
            Bit(ref chances[(int)symbol], bit);
            symbol = (symbol << 1) | bit;
        }
    }

    public void ReverseTree(Span<ushort> chances, int bits, uint value)
    {
        var symbol = 1u;
        for (; bits > 0; bits--, value >>= 1)
        {
            Bit(ref chances[(int)symbol], value & 1);
            symbol = (symbol << 1) | (value & 1);
        }
    }

    public void Direct(uint value, int bits)
    {
        for (var shift = bits - 1; shift >= 0; shift--)
        {
            Normalize();
            _range >>= 1;
            _low += ((value >> shift) & 1) * _range;
        }
    }

    // Before a bit, not behind it: so the length at the end is known as liblzma knows it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Normalize()
    {
        if (_range < Top)
        {
            _range <<= 8;
            ShiftLow();
        }
    }

    // A byte waits until no carry can change it any more, and all bytes of ones behind it wait with it.
    void ShiftLow()
    {
        if (_low is < 0xFF00_0000 or > uint.MaxValue)
        {
            var carry = (byte)(_low >> 32);
            if (_buffer.Length - _length < _pendingCount)
            {
                Array.Resize(ref _buffer, 2 * Math.Max(_buffer.Length, _pendingCount));
            }

            for (; _pendingCount > 0; _pendingCount--)
            {
                _buffer[_length++] = (byte)(_pending + carry);
                _pending = 0xFF;
            }

            _pending = (byte)(_low >> 24);
        }

        _pendingCount++;
        _low = (_low & 0x00FF_FFFF) << 8;
    }
}
