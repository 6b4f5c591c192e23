using TalosBoot.Core.Determinism;

namespace TalosBoot.Disks.PartitionTables;

/// <summary>How a disk with a GUID partition table is to be made. The defaults are those of Talos' disk images (docs/formats/disk.md).</summary>
public sealed record GptOptions
{
    /// <summary>The length of the disk in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes per sector: 512 (the default) or 4096.</summary>
    public int SectorSize { get; init; } = 512;

    /// <summary>The disk's GUID. Default: that of every Talos disk image.</summary>
    public Guid DiskGuid { get; init; } = DeterministicGuid.CreateFromLabel("talos-image-disk");

    /// <summary>
    /// The sector where the primary entries start; default 2. Boards whose firmware lies at the start of the disk have it further behind
    /// (docs/formats/disk.md), and then partitions start behind it too.
    /// </summary>
    public long EntriesLba { get; init; } = 2;
}
