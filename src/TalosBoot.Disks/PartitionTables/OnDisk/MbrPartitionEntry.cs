using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.Disks.PartitionTables.OnDisk;

/// <summary>One of the four entries of an MBR (UEFI 2.10, section 5.2.1).</summary>
/// <param name="Status">0x80 for the active partition, else 0.</param>
/// <param name="Start">The address of the first sector.</param>
/// <param name="Type">The partition type; 0 marks an unused entry.</param>
/// <param name="End">The address of the last sector.</param>
/// <param name="FirstSector">The first sector.</param>
/// <param name="SectorCount">The sectors.</param>
internal readonly record struct MbrPartitionEntry(
    byte Status, CylinderHeadSector Start, byte Type, CylinderHeadSector End, uint FirstSector, uint SectorCount)
    : IOnDiskStructure<MbrPartitionEntry>
{
    public static int Size => 16;

    public bool IsUnused => Type == 0;

    public static MbrPartitionEntry Read(ReadOnlySpan<byte> source) => new(
        source[0],
        CylinderHeadSector.Read(source[1..]),
        source[4],
        CylinderHeadSector.Read(source[5..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(source[12..]));

    public void Write(Span<byte> destination)
    {
        destination[0] = Status;
        Start.Write(destination[1..]);
        destination[4] = Type;
        End.Write(destination[5..]);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], FirstSector);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], SectorCount);
    }
}
