using TalosBoot.Disks.PartitionTables.OnDisk;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>Heads and sectors of a disk that has neither.</summary>
/// <param name="Heads">Heads, at most 255.</param>
/// <param name="SectorsPerTrack">Sectors of a track, at most 63.</param>
internal readonly record struct DiskGeometry(int Heads, int SectorsPerTrack)
{
    /// <summary>The cylinders that an address can name.</summary>
    public const int MaximumCylinders = 1024;

    public int SectorsPerCylinder => Heads * SectorsPerTrack;

    /// <summary>The address of a sector; the last one that can be named for sectors beyond.</summary>
    public CylinderHeadSector AddressOf(long sector)
    {
        var cylinder = sector / SectorsPerCylinder;
        return cylinder >= MaximumCylinders
            ? new CylinderHeadSector(MaximumCylinders - 1, Heads - 1, SectorsPerTrack)
            : new CylinderHeadSector((int)cylinder, (int)(sector / SectorsPerTrack % Heads), (int)(sector % SectorsPerTrack) + 1);
    }

    /// <summary>The MBR entry of a partition.</summary>
    public MbrPartitionEntry Entry(byte type, uint firstSector, uint sectorCount) => new(
        0, AddressOf(firstSector), type, AddressOf((long)firstSector + sectorCount - 1), firstSector, sectorCount);
}
