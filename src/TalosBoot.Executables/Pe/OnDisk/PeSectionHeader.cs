using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.Executables.Pe.OnDisk;

/// <summary>A row of the section table (PE format, "Section Table").</summary>
internal readonly record struct PeSectionHeader(
    ulong NameBytes,
    uint VirtualSize,
    uint VirtualAddress,
    uint SizeOfRawData,
    uint PointerToRawData,
    uint PointerToRelocations,
    uint PointerToLinenumbers,
    ushort NumberOfRelocations,
    ushort NumberOfLinenumbers,
    uint Characteristics) : IOnDiskStructure<PeSectionHeader>
{
    /// <summary>The longest name, which has no terminator when it fills the field.</summary>
    public const int NameLength = 8;

    public static int Size => 40;

    /// <summary>The name up to its first NUL, each byte one character.</summary>
    public string Name
    {
        get
        {
            Span<byte> bytes = stackalloc byte[NameLength];
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, NameBytes);
            var end = bytes.IndexOf((byte)0);
            return System.Text.Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
        }
    }

    /// <summary>Where the data ends in the file; the start when there is none.</summary>
    public long RawEnd => (long)PointerToRawData + RawLength;

    /// <summary>The bytes in the file. A section without a pointer has none, whatever its size says.</summary>
    public uint RawLength => PointerToRawData == 0 ? 0 : SizeOfRawData;

    public static ulong EncodeName(string name)
    {
        Span<byte> bytes = stackalloc byte[NameLength];
        System.Text.Encoding.Latin1.GetBytes(name, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    public static PeSectionHeader Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(source[0x00..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x08..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x0c..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x10..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x14..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x18..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x1c..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[0x20..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[0x22..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x24..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(destination[0x00..], NameBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x08..], VirtualSize);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x0c..], VirtualAddress);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x10..], SizeOfRawData);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x14..], PointerToRawData);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x18..], PointerToRelocations);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x1c..], PointerToLinenumbers);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x20..], NumberOfRelocations);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x22..], NumberOfLinenumbers);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x24..], Characteristics);
    }
}
