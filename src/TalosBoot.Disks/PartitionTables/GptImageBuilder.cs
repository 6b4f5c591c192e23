using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.PartitionTables.OnDisk;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>
/// Makes disks with a GUID partition table, and lays partitions out as Talos' imager does: one behind the other, each at a whole mebibyte
/// (docs/formats/disk.md). Contents are placed, and not read. Not thread-safe.
/// </summary>
public sealed class GptImageBuilder
{
    const int Mebibyte = 1024 * 1024;

    /// <summary>The size of the entries in bytes: 128 of 128 bytes.</summary>
    const int EntriesLength = 128 * 128;

    readonly GptOptions _options;
    readonly List<GptPartition> _partitions = [];
    readonly List<PartitionExtent> _extents = [];
    readonly List<(long Offset, BlobSource Content, string Name)> _loaders = [];
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
        if (partition.Content is { } content)
        {
            CheckLength(partition.Name, content, extent);
        }

        _partitions.Add(partition);
        _extents.Add(extent);
        return extent;
    }

    /// <summary>Adds a partition whose content depends on where it lies.</summary>
    /// <param name="partition">The partition. Its own content does not count.</param>
    /// <param name="content">Makes the content for a place.</param>
    /// <returns>Where it lies.</returns>
    /// <exception cref="LayoutException">As for the other one (TB5002).</exception>
    public PartitionExtent Add(GptPartition partition, Func<PartitionExtent, BlobSource> content)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentNullException.ThrowIfNull(content);
        var extent = Add(partition with { Content = null });
        _partitions[^1] = partition with { Content = CheckLength(partition.Name, content(extent), extent) };
        return extent;
    }

    /// <summary>
    /// Places content outside the partitions: a loader that the firmware of a board looks for behind the header of the table, or in front of the first
    /// partition (docs/formats/disk.md).
    /// </summary>
    /// <param name="offset">The first byte on the disk.</param>
    /// <param name="content">The content.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <exception cref="LayoutException">It would lie over the partition table or reach into the partitions (TB5005).</exception>
    public void PlaceOutsidePartitions(long offset, BlobSource content, string name)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var headerEnd = (GuidPartitionTable.PrimaryLba + 1L) * _options.SectorSize;
        var entries = _emptyTable.PrimaryEntriesLba * _options.SectorSize;
        var entriesEnd = entries + EntriesLength;
        var end = offset < entries ? entries : _emptyTable.FirstUsableLba * _options.SectorSize;
        if (offset < headerEnd || (offset >= entries && offset < entriesEnd) || content.Length > end - offset)
        {
            throw new LayoutException(
                DiagnosticIds.LoaderOutOfBounds, name, content.Length, Math.Max(0, offset < headerEnd ? 0 : end - offset),
                $"it would start at byte {offset}. There is room from byte {headerEnd} to {entries} and from byte {entriesEnd} to "
                + $"{_emptyTable.FirstUsableLba * _options.SectorSize}. Move the entries of the table further back.");
        }

        _loaders.Add((offset, content, name));
    }

    /// <summary>Makes the disk.</summary>
    /// <param name="bootCode">
    /// What a BIOS runs: at most 446 bytes, and none by default. It is given when all places are known, since it names the sector where the rest of it
    /// lies.
    /// </param>
    /// <exception cref="ArgumentException">The boot code is too long.</exception>
    public BlobSource Build(ReadOnlyMemory<byte> bootCode = default)
    {
        if (bootCode.Length > MasterBootRecord.BootCodeSize)
        {
            throw new ArgumentException(
                $"The boot code has {bootCode.Length} bytes; there is room for {MasterBootRecord.BootCodeSize}.", nameof(bootCode));
        }

        var sectorSize = _options.SectorSize;
        var table = _emptyTable with { Entries = [.. _partitions.Zip(_extents, Entry)] };
        var entries = table.WriteEntries();
        var image = new SparseImageBuilder()
            .Place(0, WriteMasterBootRecord(table.SectorCount, bootCode.Span), "master boot record")
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

        foreach (var (offset, content, name) in _loaders)
        {
            image.Place(offset, content, name);
        }

        return image.Build(_options.Size);
    }

    static BlobSource CheckLength(string name, BlobSource content, PartitionExtent extent) => content.Length <= extent.Length
        ? content
        : throw new LayoutException(
            DiagnosticIds.PartOutOfBounds, $"partition {name}", content.Length, extent.Length,
            "the content does not fit. Make the partition larger, or put less into it.");

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

    static byte[] WriteMasterBootRecord(long sectorCount, ReadOnlySpan<byte> bootCode)
    {
        var record = new byte[MasterBootRecord.Size];
        bootCode.CopyTo(record);
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
    }
}
