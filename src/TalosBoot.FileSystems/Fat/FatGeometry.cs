namespace TalosBoot.FileSystems.Fat;

/// <summary>Where the parts of a FAT volume lie.</summary>
internal sealed record FatGeometry
{
    /// <summary>The number of the first cluster.</summary>
    public const uint FirstCluster = 2;

    /// <summary>Bytes of a directory entry.</summary>
    public const int EntrySize = 32;

    /// <summary>The most clusters of a FAT12, and of a FAT16: one more belongs to the next type.</summary>
    public const uint MaximumFat12Clusters = 4084;

    public const uint MaximumFat16Clusters = 65_524;

    /// <summary>The numbers behind are no clusters: they mark bad ones and ends.</summary>
    public const uint MaximumFat32Clusters = 0x0FFF_FFF6;

    public required FatType Type { get; init; }

    public required int SectorSize { get; init; }

    public required uint TotalSectors { get; init; }

    public required int SectorsPerCluster { get; init; }

    public required int ReservedSectors { get; init; }

    public required int FatCount { get; init; }

    public required uint SectorsPerFat { get; init; }

    /// <summary>Entries of the fixed root directory; 0 for FAT32.</summary>
    public required int RootEntries { get; init; }

    public required uint ClusterCount { get; init; }

    public required byte Media { get; init; }

    public required int SectorsPerTrack { get; init; }

    public required int Heads { get; init; }

    public int ClusterSize => SectorSize * SectorsPerCluster;

    public long FatOffset => (long)ReservedSectors * SectorSize;

    public long FatLength => (long)SectorsPerFat * SectorSize;

    /// <summary>Where the fixed root directory lies; for FAT32, where the clusters start.</summary>
    public long RootOffset => FatOffset + (FatCount * FatLength);

    public int RootLength => RootEntries * EntrySize;

    public long DataOffset => RootOffset + Core.Binary.Alignment.Up(RootLength, SectorSize);

    /// <summary>The length of the clusters together.</summary>
    public long Capacity => (long)ClusterCount * ClusterSize;

    public long OffsetOf(uint cluster) => DataOffset + ((long)(cluster - FirstCluster) * ClusterSize);

    public bool HasCluster(uint cluster) => cluster >= FirstCluster && cluster - FirstCluster < ClusterCount;

    /// <summary>The clusters that a length takes.</summary>
    public long ClustersFor(long length) => Core.Binary.Alignment.DivideUp<long>(length, ClusterSize);
}
