using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Reads the partition table in the system area.</summary>
internal static class PartitionReader
{
    public static IReadOnlyList<IsoPartition> Read(BlobSource image)
    {
        var record = new byte[MasterBootRecord.Size];
        image.Read(0, record);
        if (!MasterBootRecord.HasSignature(record))
        {
            return [];
        }

        if (!Array.Exists(MasterBootRecord.ReadEntries(record), entry => entry.Type == PartitionTypes.ProtectiveMbr))
        {
            return ReadMbr(image, record);
        }

        return GuidPartitionTable.TryRead(image, IsoFormat.SectorSize) is { } table
            ? ReadGpt(image, table)
            : throw new ImageFormatException(
                DiagnosticIds.PartitionTableDamaged, "GPT", IsoFormat.SectorSize,
                "the MBR announces a GUID partition table, and there is none. The image is damaged: fetch it again.");
    }

    static List<IsoPartition> ReadGpt(BlobSource image, GuidPartitionTable table)
    {
        var partitions = new List<IsoPartition>();
        for (var index = 0; index < table.Entries.Count; index++)
        {
            var entry = table.Entries[index];
            if (!entry.IsUnused)
            {
                // The table has checked that the sectors are within the image.
                var offset = (long)entry.FirstLba * IsoFormat.SectorSize;
                partitions.Add(new IsoPartition
                {
                    Number = index + 1,
                    GptType = entry.Type,
                    Name = entry.Name,
                    Offset = offset,
                    Content = image.Slice(offset, (long)(entry.LastLba - entry.FirstLba + 1) * IsoFormat.SectorSize),
                });
            }
        }

        return partitions;
    }

    static List<IsoPartition> ReadMbr(BlobSource image, ReadOnlySpan<byte> record)
    {
        var partitions = new List<IsoPartition>();
        var entries = MasterBootRecord.ReadEntries(record);
        for (var index = 0; index < entries.Length; index++)
        {
            var entry = entries[index];
            if (entry.IsUnused || entry.SectorCount == 0)
            {
                continue;
            }

            var offset = (long)entry.FirstSector * IsoFormat.SectorSize;
            var length = (long)entry.SectorCount * IsoFormat.SectorSize;
            if (length > image.Length - offset)
            {
                throw new ImageFormatException(
                    DiagnosticIds.PartitionTableDamaged, "MBR", MasterBootRecord.BootCodeSize + (index * 16),
                    $"partition {index + 1} ends at byte {offset + length}, behind the end of the image at byte {image.Length}. "
                    + "The image is cut short or damaged: fetch it again.");
            }

            partitions.Add(new IsoPartition
            {
                Number = index + 1,
                MbrType = entry.Type,
                Offset = offset,
                Content = image.Slice(offset, length),
            });
        }

        return partitions;
    }
}
