using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables.OnDisk;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>Reads GUID partition tables.</summary>
public static class GptReader
{
    /// <summary>Reads the table of a disk. The contents of the partitions stay where they are.</summary>
    /// <param name="disk">The disk, from its first sector on.</param>
    /// <param name="sectorSize">Bytes per sector: 512 or 4096; null to look where the table is.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImageFormatException">There is no table (TB4600), or it is damaged, or its partitions overlap (TB4327).</exception>
    public static GptDisk Read(BlobSource disk, int? sectorSize = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(disk);
        if (sectorSize is not (null or 512 or 4096))
        {
            throw new ArgumentOutOfRangeException(nameof(sectorSize), sectorSize, "A sector has 512 or 4096 bytes.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        var table = sectorSize is { } given
            ? GuidPartitionTable.TryRead(disk, given)
            : GuidPartitionTable.TryRead(disk, 512) ?? GuidPartitionTable.TryRead(disk, 4096);
        table?.RequirePartitionsApart();
        return table is null
            ? throw new ImageFormatException(
                DiagnosticIds.NoPartitionTable, "GPT", sectorSize ?? 512,
                "there is no GUID partition table in the second sector. Check that the input is a whole, uncompressed disk image.")
            : new GptDisk
            {
                SectorSize = table.SectorSize,
                DiskGuid = table.DiskGuid,
                EntriesLba = table.PrimaryEntriesLba,
                Partitions =
                [
                    .. table.Entries.Select((entry, index) => Partition(disk, table, entry, index))
                        .Where(partition => partition.Type != Guid.Empty),
                ],
            };
    }

    static GptDiskPartition Partition(BlobSource disk, GuidPartitionTable table, GptEntry entry, int index)
    {
        var extent = new PartitionExtent(entry.Name, (long)entry.FirstLba, (long)entry.LastLba, table.SectorSize);
        return new GptDiskPartition
        {
            Number = index + 1,
            Name = entry.Name,
            Type = entry.Type,
            Id = entry.Id,
            Attributes = entry.Attributes,
            Extent = extent,
            Content = entry.IsUnused ? BlobSource.Zeros(0) : disk.Slice(extent.Offset, extent.Length),
        };
    }
}
