using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>The fixed part of a directory record (ECMA-119 9.1). The identifier and the system use area follow.</summary>
/// <param name="Length">The record's length; 0 marks the end of the records in a block.</param>
/// <param name="ExtendedAttributeBlocks">The blocks of an extended attribute record in front of the content.</param>
/// <param name="Extent">The first block.</param>
/// <param name="DataLength">The bytes of the content, or of this section of it.</param>
/// <param name="Date">The time of recording.</param>
/// <param name="Flags">The bits that are constants here.</param>
/// <param name="UnitSize">The blocks of an interleaved unit; 0 when the file is in one piece.</param>
/// <param name="GapSize">The blocks between interleaved units.</param>
/// <param name="VolumeSequence">The volume of the set; 1.</param>
/// <param name="IdentifierLength">The bytes of the identifier.</param>
internal readonly record struct DirectoryRecord(
    byte Length,
    byte ExtendedAttributeBlocks,
    uint Extent,
    uint DataLength,
    RecordDate Date,
    byte Flags,
    byte UnitSize,
    byte GapSize,
    ushort VolumeSequence,
    byte IdentifierLength) : IOnDiskStructure<DirectoryRecord>
{
    public const byte DirectoryFlag = 0x02;
    public const byte AssociatedFileFlag = 0x04;
    public const byte MoreSectionsFlag = 0x80;

    public static int Size => 33;

    public bool IsDirectory => (Flags & DirectoryFlag) != 0;

    public bool HasMoreSections => (Flags & MoreSectionsFlag) != 0;

    /// <summary>The bytes in front of the system use area, which starts at an even offset.</summary>
    public static int SystemUseOffset(int identifierLength) => Alignment.Up(Size + identifierLength, 2);

    public static DirectoryRecord Read(ReadOnlySpan<byte> source) => new(
        source[0],
        source[1],
        BothEndian.Read32(source, 2, DiagnosticIds.IsoDirectoryDamaged),
        BothEndian.Read32(source, 10, DiagnosticIds.IsoDirectoryDamaged),
        RecordDate.Read(source[18..]),
        source[25],
        source[26],
        source[27],
        BothEndian.Read16(source, 28, DiagnosticIds.IsoDirectoryDamaged),
        source[32]);

    public void Write(Span<byte> destination)
    {
        destination[0] = Length;
        destination[1] = ExtendedAttributeBlocks;
        BothEndian.Write32(destination[2..], Extent);
        BothEndian.Write32(destination[10..], DataLength);
        Date.Write(destination[18..]);
        destination[25] = Flags;
        destination[26] = UnitSize;
        destination[27] = GapSize;
        BothEndian.Write16(destination[28..], VolumeSequence);
        destination[32] = IdentifierLength;
    }
}
