namespace TalosBoot.Disks.PartitionTables;

/// <summary>Where a partition lies.</summary>
/// <param name="Name">The partition's name.</param>
/// <param name="FirstLba">The first sector.</param>
/// <param name="LastLba">The last sector, inclusive.</param>
/// <param name="SectorSize">Bytes per sector.</param>
public readonly record struct PartitionExtent(string Name, long FirstLba, long LastLba, int SectorSize)
{
    /// <summary>The first byte.</summary>
    public long Offset => FirstLba * SectorSize;

    /// <summary>The length in bytes.</summary>
    public long Length => (LastLba - FirstLba + 1) * SectorSize;
}
