using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Fat.OnDisk;

/// <summary>
/// The FSInfo sector of FAT32 (Microsoft FAT specification 1.03, "FAT32 FSInfo Sector Structure"): 512 bytes for any sector size.
/// </summary>
/// <param name="FreeClusters">The free clusters.</param>
/// <param name="LastAllocated">The cluster that was allocated last: the search for a free one starts there.</param>
internal readonly record struct Fat32Information(uint FreeClusters, uint LastAllocated) : IOnDiskStructure<Fat32Information>
{
    public static int Size => 512;

    public static Fat32Information Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        if (!source.StartsWith("RRaA"u8) || !source[484..].StartsWith("rrAa"u8) || !source.EndsWith<byte>([0, 0, 0x55, 0xAA]))
        {
            throw new ImageFormatException(DiagnosticIds.FatBootSectorInvalid, "FAT", 0, "the FSInfo sector has not its three signatures.");
        }

        return new Fat32Information(
            BinaryPrimitives.ReadUInt32LittleEndian(source[488..]), BinaryPrimitives.ReadUInt32LittleEndian(source[492..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        "RRaA"u8.CopyTo(destination);
        "rrAa"u8.CopyTo(destination[484..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[488..], FreeClusters);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[492..], LastAllocated);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[510..], FatBootSector.Signature);
    }
}
