using TalosBoot.Core.Determinism;

namespace TalosBoot.FileSystems.Xfs;

/// <summary>How an XFS volume is to be made. The defaults are those of the BOOT partition of the newest Talos (docs/formats/xfs.md).</summary>
public sealed record XfsOptions
{
    /// <summary>The length of the volume in bytes, at least 300 MiB and less than 4 TiB. Bytes behind the last block of 4 KiB stay unused.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes per sector: 512 (the default), 1024, 2048 or 4096.</summary>
    public int SectorSize { get; init; } = 512;

    /// <summary>The features. Default <see cref="XfsFeatureSet.Lts618"/>.</summary>
    public XfsFeatureSet Features { get; init; } = XfsFeatureSet.Lts618;

    /// <summary>The label: at most twelve ASCII characters. Default <c>BOOT</c>.</summary>
    public string Label { get; init; } = "BOOT";

    /// <summary>The UUID; null for the one that follows from the label, as Talos has it (docs/formats/xfs.md).</summary>
    public Guid? Uuid { get; init; }

    /// <summary>
    /// The one time of all files and directories, which is what upstream gives; null to take each one's
    /// <see cref="Archives.Trees.FileMetadata.ModifiedAt"/>.
    /// </summary>
    public BuildClock? Clock { get; init; }

    /// <summary>What the volume is, for messages. Default <c>XFS volume</c>.</summary>
    public string Name { get; init; } = "XFS volume";

    /// <summary>The BOOT partition of a disk image.</summary>
    /// <param name="size">The size of the partition in bytes.</param>
    /// <param name="features">What the kernel and the GRUB of the image know.</param>
    /// <param name="sectorSize">Bytes per sector.</param>
    /// <param name="clock">The time of all files; null for that of each.</param>
    public static XfsOptions ForBootPartition(long size, XfsFeatureSet features, int sectorSize = 512, BuildClock? clock = null) => new()
    {
        Size = size,
        SectorSize = sectorSize,
        Features = features,
        Clock = clock,
        Name = "BOOT partition",
    };

    /// <summary>The features of a configuration file of <c>mkfs.xfs</c>, such as <c>lts_6.12.conf</c>.</summary>
    /// <param name="configuration">The name of the file.</param>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static XfsFeatureSet FeaturesOf(string configuration) => configuration switch
    {
        "lts_6.1.conf" => XfsFeatureSet.Lts61,
        "lts_6.6.conf" => XfsFeatureSet.Lts66,
        "lts_6.12.conf" => XfsFeatureSet.Lts612,
        "lts_6.18.conf" => XfsFeatureSet.Lts618,
        _ => throw new ArgumentException(
            $"\"{configuration}\" is no configuration of mkfs.xfs that is known: use lts_6.1.conf, lts_6.6.conf, lts_6.12.conf or "
            + "lts_6.18.conf.", nameof(configuration)),
    };
}
