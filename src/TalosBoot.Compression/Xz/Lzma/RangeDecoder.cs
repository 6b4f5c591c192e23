using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Decodes bits with adaptive chances. Reading behind the end gives zeros, and is noticed by <see cref="IsComplete"/>.</summary>
internal ref struct RangeDecoder
{
    public const int HeaderSize = 5;

    const int ChanceBits = 11;
    const int MoveBits = 5;
    const uint Top = 1 << 24;

    readonly ReadOnlySpan<byte> _source;
    int _position;
    uint _range;
    uint _code;

    public RangeDecoder(ReadOnlySpan<byte> source)
    {
        if (source.Length < HeaderSize || source[0] != 0)
        {
            throw new InvalidDataException("A chunk does not start as it must.");
        }

        _source = source;
        _position = HeaderSize;
        _range = uint.MaxValue;
        _code = BinaryPrimitives.ReadUInt32BigEndian(source[1..]);
    }

    /// <summary>Whether the whole source was used, and it ends as an encoder ends it.</summary>
    public bool IsComplete()
    {
        Normalize();
        return _position == _source.Length && _code == 0;
    }

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsOverrun => _position > _source.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Bit(ref ushort chance)
    {
        Normalize();
        var bound = (_range >> ChanceBits) * chance;
        if (_code < bound)
        {
            _range = bound;
            chance += (ushort)(((1 << ChanceBits) - chance) >> MoveBits);
            return 0;
        }

        _range -= bound;
        _code -= bound;
        chance -= (ushort)(chance >> MoveBits);
        return 1;
    }

    public uint Tree(Span<ushort> chances, int bits)
    {
        var symbol = 1u;
        for (var left = bits; left > 0; left--)
        {
            symbol = (symbol << 1) | Bit(ref chances[(int)symbol]);
        }

        return symbol - (1u << bits);
    }

    public uint ReverseTree(Span<ushort> chances, int bits)
    {
        var (symbol, value) = (1u, 0u);
        for (var index = 0; index < bits; index++)
        {
            var bit = Bit(ref chances[(int)symbol]);
            symbol = (symbol << 1) | bit;
            value |= bit << index;
        }

        return value;
    }

    public uint Direct(int bits)
    {
        var value = 0u;
        for (; bits > 0; bits--)
        {
            Normalize();
            _range >>= 1;
            var isSet = _code >= _range ? 1u : 0;
            _code -= _range * isSet;
            value = (value << 1) | isSet;
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Normalize()
    {
        if (_range < Top)
        {
            _range <<= 8;
            _code = (_code << 8) | ((uint)_position < (uint)_source.Length ? _source[_position] : 0u);
            _position++;
        }
    }
}
