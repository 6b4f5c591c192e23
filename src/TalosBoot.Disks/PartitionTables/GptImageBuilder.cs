using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables.OnDisk;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>
/// Makes disks with a GUID partition table, and lays partitions out as Talos' imager does: one behind the other, each at a whole mebibyte
/// (disk.md 2.2). Contents are placed, and not read. Not thread-safe.
/// </summary>
public sealed class GptImageBuilder
{
    const int Mebibyte = 1024 * 1024;

    /// <summary>The size of the entries in bytes: 128 of 128 bytes.</summary>
    const int EntriesLength = 128 * 128;

    readonly GptOptions _options;
    readonly List<GptPartition> _partitions = [];
    readonly List<PartitionExtent> _extents = [];
    readonly GuidPartitionTable _emptyTable;

    /// <summary>Starts a disk.</summary>
    /// <param name="options">How it is to be made.</param>
    /// <exception cref="ArgumentException">An option is none that a disk can have.</exception>
    /// <exception cref="LayoutException">The disk is too small for a partition table (TB5002).</exception>
    public GptImageBuilder(GptOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Validate(options);
        _options = options;
        var last = (options.Size / options.SectorSize) - 1;
        var entrySectors = EntriesLength / options.SectorSize;
        _emptyTable = new GuidPartitionTable
        {
            SectorSize = options.SectorSize,
            SectorCount = last + 1,
            DiskGuid = options.DiskGuid,
            PrimaryEntriesLba = options.EntriesLba,
            BackupEntriesLba = last - entrySectors,
            FirstUsableLba = AlignUp(checked(options.EntriesLba + entrySectors)),
            LastUsableLba = last - entrySectors - 1,
            Entries = [],
        };
        if (_emptyTable.LastUsableLba <= _emptyTable.FirstUsableLba)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, "partition table", (_emptyTable.FirstUsableLba + entrySectors + 3) * options.SectorSize,
                options.Size,
                "the disk has no room for it. Make the disk larger.");
        }
    }

    /// <summary>Where the partitions lie that were added so far.</summary>
    public IReadOnlyList<PartitionExtent> Extents => [.. _extents];

    long Alignment => Mebibyte / _options.SectorSize;

    /// <summary>Adds a partition behind the earlier ones.</summary>
    /// <param name="partition">The partition.</param>
    /// <returns>Where it lies.</returns>
    /// <exception cref="ArgumentException">The size is not a positive multiple of the sector size, or the name is too long.</exception>
    /// <exception cref="LayoutException">
    /// The partition does not fit the disk, or the content does not fit the partition (TB5002).
    /// </exception>
    public PartitionExtent Add(GptPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        if (partition.Name.Length is 0 or > GptEntry.MaximumNameLength || partition.Type == Guid.Empty)
        {
            throw new ArgumentException(
                $"The partition \"{partition.Name}\" has no name of 1 to {GptEntry.MaximumNameLength} characters, or no type.",
                nameof(partition));
        }

        if (partition.Size is { } given && (given <= 0 || given % _options.SectorSize != 0))
        {
            throw new ArgumentException(
                $"The size of the partition \"{partition.Name}\", {given}, is not a positive multiple of {_options.SectorSize}.",
                nameof(partition));
        }

        var extent = Allocate(partition);
        if (partition.Content is { } content && content.Length > extent.Length)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, $"partition {partition.Name}", content.Length, extent.Length,
                "the content does not fit. Make the partition larger, or put less into it.");
        }

        _partitions.Add(partition);
        _extents.Add(extent);
        return extent;
    }

    /// <summary>Makes the disk.</summary>
    public SparseSource Build()
    {
        var sectorSize = _options.SectorSize;
        var table = _emptyTable with { Entries = [.. _partitions.Zip(_extents, Entry)] };
        var entries = table.WriteEntries();
        var image = new SparseImageBuilder()
            .Place(0, WriteMasterBootRecord(table.SectorCount), "master boot record")
            .Place(GuidPartitionTable.PrimaryLba * (long)sectorSize, table.WritePrimaryHeader(entries), "primary partition table header")
            .Place(table.PrimaryEntriesLba * sectorSize, entries, "primary partition table entries")
            .Place(table.BackupEntriesLba * sectorSize, entries, "backup partition table entries")
            .Place((table.SectorCount - 1) * sectorSize, table.WriteBackupHeader(entries), "backup partition table header");
        foreach (var (partition, extent) in _partitions.Zip(_extents))
        {
            if (partition.Content is { } content)
            {
                image.Place(extent.Offset, content, $"partition {partition.Name}");
            }
        }

        return image.Build(_options.Size);
    }

    static GptEntry Entry(GptPartition partition, PartitionExtent extent) => new(
        partition.Type, partition.Id ?? DeterministicGuid.CreateFromLabel(partition.Name), (ulong)extent.FirstLba, (ulong)extent.LastLba,
        partition.Attributes, partition.Name);

    /// <summary>The last started mebibyte before the backup table is never given away.</summary>
    PartitionExtent Allocate(GptPartition partition)
    {
        if (_partitions.Count == _emptyTable.EntryCount)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, "partition table", EntriesLength + GptEntry.Size, EntriesLength,
                "it is full. Add fewer partitions.");
        }

        var first = AlignUp(_extents.Count == 0 ? _emptyTable.FirstUsableLba : _extents[^1].LastLba + 1);
        var available = (_emptyTable.LastUsableLba / Alignment * Alignment) - first;
        var wanted = partition.Size / _options.SectorSize ?? Math.Max(available, 2);

        // A free range of a single sector counts for none.
        if (available < 2 || wanted > available)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, $"partition {partition.Name}", wanted * _options.SectorSize,
                Math.Max(0, available) * _options.SectorSize,
                "the disk has no room for it. Make the disk larger, or the partitions smaller.");
        }

        return new PartitionExtent(partition.Name, first, first + wanted - 1, _options.SectorSize);
    }

    byte[] WriteMasterBootRecord(long sectorCount)
    {
        var record = new byte[MasterBootRecord.Size];
        _options.BootCode.Span.CopyTo(record);
        MasterBootRecord.WriteEntries(record, MasterBootRecord.Protective(sectorCount, new CylinderHeadSector(1023, 255, 63)));
        return record;
    }

    long AlignUp(long lba) => Core.Binary.Alignment.Up(lba, Alignment);

    static void Validate(GptOptions options)
    {
        if (options.SectorSize is not (512 or 4096))
        {
            throw new ArgumentException($"A sector of {options.SectorSize} bytes is not known: use 512 or 4096.", nameof(options));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Size, nameof(options.Size));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.EntriesLba, 2, nameof(options.EntriesLba));
        if (options.BootCode.Length > MasterBootRecord.BootCodeSize)
        {
            throw new ArgumentException(
                $"The boot code has {options.BootCode.Length} bytes; there is room for {MasterBootRecord.BootCodeSize}.", nameof(options));
        }
    }
}
