using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Binary;

/// <summary>Reads fields one after the other. An overrun is an <see cref="ImageFormatException"/> with the place.</summary>
/// <param name="source">The bytes.</param>
/// <param name="format">The format's name, for messages.</param>
/// <param name="baseOffset">Where <paramref name="source"/> starts in the whole, for messages.</param>
internal ref struct SpanReader(ReadOnlySpan<byte> source, string format, long baseOffset = 0)
{
    readonly ReadOnlySpan<byte> _source = source;
    readonly string _format = format;
    readonly long _baseOffset = baseOffset;

    public int Position { get; private set; }

    public readonly int Remaining => _source.Length - Position;

    public readonly long AbsolutePosition => _baseOffset + Position;

    public byte U8() => Bytes(1)[0];

    public ushort U16Le() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public ushort U16Be() => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2));

    public uint U32Le() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public uint U32Be() => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4));

    public ulong U64Le() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public ulong U64Be() => BinaryPrimitives.ReadUInt64BigEndian(Bytes(8));

    public string Ascii(int length) => Encoding.ASCII.GetString(Bytes(length));

    public string Utf16Le(int byteLength) => Encoding.Unicode.GetString(Bytes(byteLength));

    public void Skip(int count) => Bytes(count);

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw new ImageFormatException(
                DiagnosticIds.Truncated, _format, AbsolutePosition, $"needs {count} more bytes and has {Remaining}. The input is cut short or damaged.");
        }

        var result = _source.Slice(Position, count);
        Position += count;
        return result;
    }
}
