using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Executables.Elf;

/// <summary>A symbol (System V ABI, "Symbol Table").</summary>
internal readonly record struct ElfSymbol(string Name, ushort Section, ulong Value)
{
    public const int NarrowSize = 16;
    public const int WideSize = 24;

    /// <summary>The section of a symbol that is defined elsewhere.</summary>
    public const ushort Undefined = 0;

    /// <summary>From here on, numbers are no sections.</summary>
    public const ushort FirstReserved = 0xFF00;

    /// <summary>The section of a symbol whose value is no address in a section.</summary>
    public const ushort Absolute = 0xFFF1;

    const int MaximumNameLength = 4096;

    public static ElfSymbol Read(ReadOnlySpan<byte> source, bool isWide, ReadOnlySpan<byte> names, Func<long, ImageFormatException> damaged)
    {
        var name = BinaryPrimitives.ReadUInt32LittleEndian(source);
        return isWide
            ? new ElfSymbol(
                NameAt(names, name, damaged), BinaryPrimitives.ReadUInt16LittleEndian(source[6..]), BinaryPrimitives.ReadUInt64LittleEndian(source[8..]))
            : new ElfSymbol(
                NameAt(names, name, damaged), BinaryPrimitives.ReadUInt16LittleEndian(source[14..]), BinaryPrimitives.ReadUInt32LittleEndian(source[4..]));
    }

    static string NameAt(ReadOnlySpan<byte> names, uint start, Func<long, ImageFormatException> damaged)
    {
        if (start == 0)
        {
            return string.Empty;
        }

        if (start >= (uint)names.Length)
        {
            throw damaged(start);
        }

        var text = names[(int)start..];
        text = text[..Math.Min(text.Length, MaximumNameLength)];
        var end = text.IndexOf((byte)0);
        return end >= 0 ? Encoding.Latin1.GetString(text[..end]) : throw damaged(start);
    }
}
