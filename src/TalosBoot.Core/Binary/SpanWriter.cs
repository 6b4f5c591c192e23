using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Binary;

/// <summary>Writes fields one after the other. An overrun is a <see cref="LayoutException"/> that names the region.</summary>
/// <param name="destination">The bytes.</param>
/// <param name="region">The region's name, for messages.</param>
internal ref struct SpanWriter(Span<byte> destination, string region)
{
    readonly Span<byte> _destination = destination;
    readonly string _region = region;

    public int Position { get; private set; }

    public readonly int Remaining => _destination.Length - Position;

    public void U8(byte value) => Next(1)[0] = value;

    public void U16Le(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

    public void U16Be(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Next(2), value);

    public void U32Le(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    public void U32Be(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);

    public void U64Le(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);

    public void U64Be(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Next(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Next(value.Length));

    public void Ascii(string value) => Encoding.ASCII.GetBytes(value, Next(value.Length));

    /// <summary>Writes text and fills its field.</summary>
    public void Ascii(string value, int fieldLength, byte padding)
    {
        var field = Next(fieldLength);
        field.Fill(padding);
        Encoding.ASCII.GetBytes(value.AsSpan(0, Math.Min(value.Length, fieldLength)), field);
    }

    /// <summary>Writes UTF-16 text and fills its field with zeros.</summary>
    public void Utf16Le(string value, int fieldByteLength)
    {
        var field = Next(fieldByteLength);
        field.Clear();
        Encoding.Unicode.GetBytes(value.AsSpan(0, Math.Min(value.Length, fieldByteLength / 2)), field);
    }

    public void Pad(int count, byte value = 0) => Next(count).Fill(value);

    public Span<byte> Next(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw new LayoutException(DiagnosticIds.FieldOverflow, _region, count, Remaining, "a field does not fit.");
        }

        var result = _destination.Slice(Position, count);
        Position += count;
        return result;
    }
}
