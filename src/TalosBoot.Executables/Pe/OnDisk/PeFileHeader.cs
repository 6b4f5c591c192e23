using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.Executables.Pe.OnDisk;

/// <summary>The COFF file header (PE format, "COFF File Header").</summary>
internal readonly record struct PeFileHeader(
    ushort Machine,
    ushort NumberOfSections,
    uint TimeDateStamp,
    uint PointerToSymbolTable,
    uint NumberOfSymbols,
    ushort SizeOfOptionalHeader,
    ushort Characteristics) : IOnDiskStructure<PeFileHeader>
{
    public static int Size => 20;

    public static PeFileHeader Read(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(source[0x00..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[0x02..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x04..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x08..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[0x0c..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[0x10..]),
        BinaryPrimitives.ReadUInt16LittleEndian(source[0x12..]));

    public void Write(Span<byte> destination)
    {
        destination[..Size].Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x00..], Machine);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x02..], NumberOfSections);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x04..], TimeDateStamp);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x08..], PointerToSymbolTable);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[0x0c..], NumberOfSymbols);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x10..], SizeOfOptionalHeader);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[0x12..], Characteristics);
    }
}
