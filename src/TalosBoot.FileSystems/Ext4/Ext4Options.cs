using TalosBoot.Core.Determinism;

namespace TalosBoot.FileSystems.Ext4;

/// <summary>How an ext4 volume is to be made. The defaults are those of the IMAGECACHE partition (docs/formats/disk.md).</summary>
public sealed record Ext4Options
{
    /// <summary>The length of the volume in bytes, at least 256 KiB and less than 4 TiB.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes per block: 1024, 2048 or 4096; null for 1024 below 512 MiB and 4096 from there on, as mke2fs chooses.</summary>
    public int? BlockSize { get; init; }

    /// <summary>The label: at most sixteen ASCII characters. Default <c>IMAGECACHE</c>.</summary>
    public string Label { get; init; } = "IMAGECACHE";

    /// <summary>The UUID, and the seed of the hash of names; null for the one that follows from the label, as Talos has it (docs/formats/disk.md).</summary>
    public Guid? Uuid { get; init; }

    /// <summary>
    /// The time of the volume. Default <see cref="BuildClock.Default"/>. Files and directories have it as well where
    /// <see cref="KeepsTimes"/> is false.
    /// </summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>
    /// Whether each file has its own <see cref="Archives.Trees.FileMetadata.ModifiedAt"/>. Default false: upstream gives all the time of the
    /// volume.
    /// </summary>
    public bool KeepsTimes { get; init; }

    /// <summary>What the volume is, for messages. Default <c>ext4 volume</c>.</summary>
    public string Name { get; init; } = "ext4 volume";

    /// <summary>The IMAGECACHE partition of a disk image.</summary>
    /// <param name="size">The size of the partition in bytes.</param>
    /// <param name="sectorSize">Bytes per sector of the disk: with 4096, blocks have as many.</param>
    /// <param name="clock">The time of all files; null for the default.</param>
    public static Ext4Options ForImageCache(long size, int sectorSize = 512, BuildClock? clock = null) => new()
    {
        Size = size,
        BlockSize = sectorSize >= 1024 ? sectorSize : null,
        Clock = clock ?? BuildClock.Default,
        Name = "image cache partition",
    };
}
