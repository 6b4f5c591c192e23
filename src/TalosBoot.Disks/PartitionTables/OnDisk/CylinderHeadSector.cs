using TalosBoot.Core.Binary;

namespace TalosBoot.Disks.PartitionTables.OnDisk;

/// <summary>A sector's address in the three bytes of an MBR entry: head, sector with the upper bits of the cylinder, cylinder.</summary>
/// <param name="Cylinder">0 to 1023.</param>
/// <param name="Head">0 to 255.</param>
/// <param name="Sector">1 to 63; 0 in unused entries.</param>
internal readonly record struct CylinderHeadSector(int Cylinder, int Head, int Sector) : IOnDiskStructure<CylinderHeadSector>
{
    public static int Size => 3;

    public static CylinderHeadSector Read(ReadOnlySpan<byte> source) =>
        new(((source[1] & 0xC0) << 2) | source[2], source[0], source[1] & 0x3F);

    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Head;
        destination[1] = (byte)(Sector | ((Cylinder & 0x300) >> 2));
        destination[2] = (byte)Cylinder;
    }
}
