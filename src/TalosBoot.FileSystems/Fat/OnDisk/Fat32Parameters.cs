using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Fat.OnDisk;

/// <summary>Bytes 36 to 63 of a FAT32 boot sector (Microsoft FAT specification 1.03, "FAT32 Structure Starting at Offset 36").</summary>
/// <param name="SectorsPerFat">Sectors of a FAT.</param>
/// <param name="Flags">Bit 7: only the FAT of the number in bits 0 to 3 is in use. 0: all are, as mirrors.</param>
/// <param name="Version">The version; 0.</param>
/// <param name="RootCluster">The first cluster of the root directory.</param>
/// <param name="InformationSector">The sector of <see cref="Fat32Information"/>.</param>
/// <param name="BackupBootSector">The sector of the second boot sector; 0 for none.</param>
/// <param name="ReservedLow">Reserved: the first eight of twelve bytes.</param>
/// <param name="ReservedHigh">Reserved: the other four.</param>
internal readonly record struct Fat32Parameters(
    uint SectorsPerFat,
    ushort Flags,
    ushort Version,
    uint RootCluster,
    ushort InformationSector,
    ushort BackupBootSector,
    ulong ReservedLow = 0,
    uint ReservedHigh = 0) : IOnDiskStructure<Fat32Parameters>
{
    /// <summary>Where it lies in the boot sector.</summary>
    public const int Offset = 36;

    public static int Size => 28;

    public static Fat32Parameters Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new Fat32Parameters(
            BinaryPrimitives.ReadUInt32LittleEndian(source),
            BinaryPrimitives.ReadUInt16LittleEndian(source[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[6..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[12..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[14..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[24..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(destination, SectorsPerFat);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[4..], Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[6..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], RootCluster);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[12..], InformationSector);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[14..], BackupBootSector);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[16..], ReservedLow);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[24..], ReservedHigh);
    }
}
