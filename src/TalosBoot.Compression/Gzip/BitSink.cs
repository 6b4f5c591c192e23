using System.Buffers.Binary;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Writes bits, lowest first, into room that was reserved.</summary>
internal ref struct BitSink(ByteSink sink, int maxLength)
{
    // Whole words are written, so a few bytes more are touched.
    const int Slack = 16;

    readonly ByteSink _sink = sink;
    readonly Span<byte> _destination = sink.Reserve(maxLength + Slack);
    ulong _bits;
    int _count;
    int _position;

    /// <summary>How many bits of the current byte are used.</summary>
    public readonly int BitsInByte => _count;

    /// <summary>Adds bits: at most 56 at once.</summary>
    public void Add(ulong value, int count)
    {
        _bits |= value << _count;
        _count += count;
        BinaryPrimitives.WriteUInt64LittleEndian(_destination[_position..], _bits);
        var whole = _count >> 3;
        _position += whole;
        _bits >>= whole * 8;
        _count &= 7;
    }

    /// <summary>Fills the current byte.</summary>
    public void Align() => Add(0, -_count & 7);

    /// <summary>Adds whole bytes, on a byte.</summary>
    public void AddBytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[_position..]);
        _position += bytes.Length;
    }

    /// <summary>Hands all bytes over. Must be aligned.</summary>
    public readonly void Complete() => _sink.Advance(_position);
}
