using System.Buffers.Binary;

namespace TalosBoot.Executables.Elf;

/// <summary>
/// Where the fields of little-endian ELF structures lie, for one of the two word sizes (System V ABI, "ELF Header", "Sections", "Symbol
/// Table"). They are read only.
/// </summary>
internal sealed class ElfLayout
{
    /// <summary>The bytes of <c>e_ident</c>.</summary>
    public const int IdentificationSize = 16;

    /// <summary>The section index of a symbol that is defined elsewhere.</summary>
    public const int UndefinedSection = 0;

    /// <summary>The binding of a symbol that may be missing.</summary>
    public const int WeakBinding = 2;

    ElfLayout(bool isWide) => IsWide = isWide;

    /// <summary>The layout of 32-bit files.</summary>
    public static ElfLayout Narrow { get; } = new(false);

    /// <summary>The layout of 64-bit files.</summary>
    public static ElfLayout Wide { get; } = new(true);

    /// <summary>The size of the file header.</summary>
    public int HeaderSize => IsWide ? 64 : 52;

    /// <summary>The size of one entry of the section table.</summary>
    public int SectionHeaderSize => IsWide ? 64 : 40;

    /// <summary>The size of one symbol.</summary>
    public int SymbolSize => IsWide ? 24 : 16;

    bool IsWide { get; }

    /// <summary>Reads <c>e_shoff</c>, <c>e_shentsize</c>, <c>e_shnum</c> and <c>e_shstrndx</c>.</summary>
    public (ulong Offset, int EntrySize, int Count, int NamesSection) ReadSectionTable(ReadOnlySpan<byte> header)
    {
        var offset = IsWide ? BinaryPrimitives.ReadUInt64LittleEndian(header[40..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[32..]);
        var tail = header[(IsWide ? 58 : 46)..];
        return (
            offset,
            BinaryPrimitives.ReadUInt16LittleEndian(tail),
            BinaryPrimitives.ReadUInt16LittleEndian(tail[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(tail[4..]));
    }

    /// <summary>Reads <c>sh_name</c>, <c>sh_offset</c> and <c>sh_size</c>.</summary>
    public (uint Name, ulong Offset, ulong Size) ReadSectionHeader(ReadOnlySpan<byte> entry) =>
        IsWide
            ? (BinaryPrimitives.ReadUInt32LittleEndian(entry),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]))
            : (BinaryPrimitives.ReadUInt32LittleEndian(entry),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]));

    /// <summary>Reads <c>st_name</c>, the binding out of <c>st_info</c>, and <c>st_shndx</c>.</summary>
    public (uint Name, int Binding, int Section) ReadSymbol(ReadOnlySpan<byte> entry) =>
        IsWide
            ? (BinaryPrimitives.ReadUInt32LittleEndian(entry), entry[4] >> 4, BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]))
            : (BinaryPrimitives.ReadUInt32LittleEndian(entry), entry[12] >> 4, BinaryPrimitives.ReadUInt16LittleEndian(entry[14..]));
}
