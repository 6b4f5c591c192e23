using TalosBoot.Compression.Checksums;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables.OnDisk;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>A GUID partition table (UEFI 2.10, section 5.3): both headers, and the entries that they share.</summary>
internal sealed record GuidPartitionTable
{
    /// <summary>The most entries that are read: eight times the usual number.</summary>
    public const int MaximumEntries = 1024;

    /// <summary>The sector of the primary header.</summary>
    public const int PrimaryLba = 1;

    /// <summary>Bytes of a sector: 512 or 4096.</summary>
    public required int SectorSize { get; init; }

    /// <summary>The disk's sectors. The backup header is in the last one.</summary>
    public required long SectorCount { get; init; }

    public required Guid DiskGuid { get; init; }

    public required long FirstUsableLba { get; init; }

    public required long LastUsableLba { get; init; }

    /// <summary>Where the entries of the primary header start.</summary>
    public long PrimaryEntriesLba { get; init; } = 2;

    /// <summary>Where the entries of the backup header start.</summary>
    public required long BackupEntriesLba { get; init; }

    /// <summary>The entries, unused ones included.</summary>
    public int EntryCount { get; init; } = 128;

    /// <summary>The entries up to the last used one.</summary>
    public required IReadOnlyList<GptEntry> Entries { get; init; }

    /// <summary>All entries as they lie on the disk, filled to whole sectors.</summary>
    public byte[] WriteEntries()
    {
        var result = new byte[Alignment.Up(EntryCount * GptEntry.Size, SectorSize)];
        for (var index = 0; index < Entries.Count; index++)
        {
            Entries[index].Write(result.AsSpan(index * GptEntry.Size));
        }

        return result;
    }

    /// <summary>The primary header, as a sector.</summary>
    public byte[] WritePrimaryHeader(ReadOnlySpan<byte> entries) => WriteHeader(PrimaryLba, SectorCount - 1, PrimaryEntriesLba, entries);

    /// <summary>The backup header, as a sector.</summary>
    public byte[] WriteBackupHeader(ReadOnlySpan<byte> entries) => WriteHeader(SectorCount - 1, PrimaryLba, BackupEntriesLba, entries);

    /// <summary>Reads the table through its primary header.</summary>
    /// <returns>The table, or null when there is no primary header.</returns>
    /// <exception cref="ImageFormatException">A header or the entries are damaged (TB4327).</exception>
    public static GuidPartitionTable? TryRead(BlobSource disk, int sectorSize)
    {
        var sectorCount = disk.Length / sectorSize;
        var buffer = new byte[GptHeader.Size];
        if (sectorCount <= PrimaryLba)
        {
            return null;
        }

        disk.Read(sectorSize, buffer);
        if (!GptHeader.HasSignature(buffer))
        {
            return null;
        }

        var header = ReadHeader(buffer, PrimaryLba, sectorSize);
        Require(
            header.EntrySize == GptEntry.Size && header.EntryCount is > 0 and <= MaximumEntries, sectorSize + 80,
            $"it has {header.EntryCount} entries of {header.EntrySize} bytes; {MaximumEntries} of {GptEntry.Size} bytes are accepted.");
        var entriesLength = (int)header.EntryCount * GptEntry.Size;
        Require(
            header.OtherLba < (ulong)sectorCount && header.EntriesLba < (ulong)sectorCount
                && (long)header.EntriesLba * sectorSize <= disk.Length - entriesLength,
            sectorSize + 32, "it names sectors behind the end of the disk.");
        var entries = new byte[entriesLength];
        disk.Read((long)header.EntriesLba * sectorSize, entries);
        Require(Crc32.Compute(entries) == header.EntriesChecksum, sectorSize + 88, "the checksum of the entries is wrong.");
        disk.Read((long)header.OtherLba * sectorSize, buffer);
        var backup = ReadHeader(buffer, header.OtherLba, sectorSize);
        return new GuidPartitionTable
        {
            SectorSize = sectorSize,
            SectorCount = sectorCount,
            DiskGuid = header.DiskGuid,
            FirstUsableLba = (long)Math.Min(header.FirstUsableLba, long.MaxValue),
            LastUsableLba = (long)Math.Min(header.LastUsableLba, long.MaxValue),
            PrimaryEntriesLba = (long)header.EntriesLba,
            BackupEntriesLba = (long)Math.Min(backup.EntriesLba, long.MaxValue),
            EntryCount = (int)header.EntryCount,
            Entries = ReadEntries(entries, (long)header.EntriesLba * sectorSize, sectorCount),
        };
    }

    /// <summary>
    /// Throws when two partitions overlap, which UEFI forbids: a disk is the sum of its partitions, and what reads them need not fear to read the same
    /// bytes a thousand times. Hybrid ISO images break the rule, with an entry for the whole image, so their reader does not ask.
    /// </summary>
    /// <exception cref="ImageFormatException">Two partitions overlap (TB4327).</exception>
    public void RequirePartitionsApart()
    {
        var used = Entries.Select((entry, index) => (entry.FirstLba, entry.LastLba, Number: index + 1, entry.IsUnused))
            .Where(entry => !entry.IsUnused).ToArray();
        Array.Sort(used);
        for (var index = 1; index < used.Length; index++)
        {
            var (before, after) = (used[index - 1], used[index]);
            Require(
                before.LastLba < after.FirstLba, (PrimaryEntriesLba * SectorSize) + ((after.Number - 1) * GptEntry.Size) + 32,
                $"partition {after.Number} begins at sector {after.FirstLba}, and partition {before.Number} ends at sector {before.LastLba} only.");
        }
    }

    static List<GptEntry> ReadEntries(ReadOnlySpan<byte> bytes, long offset, long sectorCount)
    {
        var entries = new List<GptEntry>();
        var used = 0;
        for (var position = 0; position < bytes.Length; position += GptEntry.Size)
        {
            var entry = GptEntry.Read(bytes[position..]);
            entries.Add(entry);
            if (!entry.IsUnused)
            {
                used = entries.Count;
                Require(
                    entry.FirstLba <= entry.LastLba && entry.LastLba < (ulong)sectorCount, offset + position + 32,
                    $"a partition lies from sector {entry.FirstLba} to sector {entry.LastLba} of {sectorCount}.");
            }
        }

        return entries[..used];
    }

    static GptHeader ReadHeader(ReadOnlySpan<byte> bytes, ulong lba, int sectorSize)
    {
        var offset = (long)lba * sectorSize;
        var header = OnDiskStructure.Read<GptHeader>(bytes, offset);
        Require(header.OwnLba == lba, offset + 24, $"the header in sector {lba} says that it is in sector {header.OwnLba}.");
        return header;
    }

    static void Require(bool condition, long offset, string message)
    {
        if (!condition)
        {
            throw new ImageFormatException(DiagnosticIds.PartitionTableDamaged, "GPT", offset, $"{message} The disk is damaged.");
        }
    }

    byte[] WriteHeader(long ownLba, long otherLba, long entriesLba, ReadOnlySpan<byte> entries)
    {
        var sector = new byte[SectorSize];
        var header = new GptHeader(
            (ulong)ownLba, (ulong)otherLba, (ulong)FirstUsableLba, (ulong)LastUsableLba, DiskGuid, (ulong)entriesLba, (uint)EntryCount,
            (uint)GptEntry.Size, Crc32.Compute(entries[..(EntryCount * GptEntry.Size)]));
        header.Write(sector);
        return sector;
    }
}
