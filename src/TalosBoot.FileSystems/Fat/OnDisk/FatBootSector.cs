using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Fat.OnDisk;

/// <summary>The start of the boot sector, which all FAT types share (Microsoft FAT specification 1.03, "Boot Sector and BPB").</summary>
/// <param name="Jump">The jump over the parameters, three bytes, little endian.</param>
/// <param name="OemName">Who formatted the volume: eight characters, a byte each.</param>
/// <param name="SectorSize">Bytes per sector.</param>
/// <param name="SectorsPerCluster">Sectors per cluster.</param>
/// <param name="ReservedSectors">Sectors before the first FAT.</param>
/// <param name="FatCount">The number of FATs.</param>
/// <param name="RootEntries">Entries of the fixed root directory; 0 for FAT32.</param>
/// <param name="TotalSectors16">All sectors, if they fit 16 bits; else 0.</param>
/// <param name="Media">The media descriptor, which the first entry of the FAT repeats.</param>
/// <param name="SectorsPerFat16">Sectors of a FAT; 0 marks FAT32.</param>
/// <param name="SectorsPerTrack">Sectors per track.</param>
/// <param name="Heads">Heads.</param>
/// <param name="HiddenSectors">Sectors of the disk before the volume.</param>
/// <param name="TotalSectors32">All sectors, if they do not fit 16 bits; else 0.</param>
internal readonly record struct FatBootSector(
    uint Jump,
    string OemName,
    ushort SectorSize,
    byte SectorsPerCluster,
    ushort ReservedSectors,
    byte FatCount,
    ushort RootEntries,
    ushort TotalSectors16,
    byte Media,
    ushort SectorsPerFat16,
    ushort SectorsPerTrack,
    ushort Heads,
    uint HiddenSectors,
    uint TotalSectors32) : IOnDiskStructure<FatBootSector>
{
    /// <summary>Where the signature lies, whatever the sector size.</summary>
    public const int SignatureOffset = 510;

    /// <summary>The signature: 55 AA.</summary>
    public const ushort Signature = 0xAA55;

    public static int Size => 36;

    public static FatBootSector Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new FatBootSector(
            source[0] | ((uint)source[1] << 8) | ((uint)source[2] << 16),
            Encoding.Latin1.GetString(source[3..11]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[11..]),
            source[13],
            BinaryPrimitives.ReadUInt16LittleEndian(source[14..]),
            source[16],
            BinaryPrimitives.ReadUInt16LittleEndian(source[17..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[19..]),
            source[21],
            BinaryPrimitives.ReadUInt16LittleEndian(source[22..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt16LittleEndian(source[26..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[32..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        destination[0] = (byte)Jump;
        destination[1] = (byte)(Jump >> 8);
        destination[2] = (byte)(Jump >> 16);
        Encoding.Latin1.GetBytes(OemName, destination[3..11]);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[11..], SectorSize);
        destination[13] = SectorsPerCluster;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[14..], ReservedSectors);
        destination[16] = FatCount;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[17..], RootEntries);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[19..], TotalSectors16);
        destination[21] = Media;
        BinaryPrimitives.WriteUInt16LittleEndian(destination[22..], SectorsPerFat16);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[24..], SectorsPerTrack);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[26..], Heads);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[28..], HiddenSectors);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[32..], TotalSectors32);
    }
}
