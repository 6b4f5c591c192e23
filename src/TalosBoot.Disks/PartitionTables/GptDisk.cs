namespace TalosBoot.Disks.PartitionTables;

/// <summary>What a disk with a GUID partition table holds.</summary>
public sealed record GptDisk
{
    /// <summary>Bytes per sector: 512 or 4096.</summary>
    public required int SectorSize { get; init; }

    /// <summary>The disk's GUID.</summary>
    public required Guid DiskGuid { get; init; }

    /// <summary>The sector where the primary entries start.</summary>
    public required long EntriesLba { get; init; }

    /// <summary>The partitions, in the order of the table, without unused entries.</summary>
    public required IReadOnlyList<GptDiskPartition> Partitions { get; init; }
}
