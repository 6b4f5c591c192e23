using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;
using TalosBoot.FileSystems.Fat.Reading;

namespace TalosBoot.FileSystems.Fat;

/// <summary>Reads FAT12, FAT16 and FAT32 volumes.</summary>
public static class FatReader
{
    internal const string Format = "FAT";

    /// <summary>Reads the directories of a volume. The contents of files stay where they are.</summary>
    /// <param name="volume">The volume, from its boot sector on.</param>
    /// <param name="limits">What the reader may hold in memory; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImageFormatException">
    /// The boot sector (TB4302), a chain of clusters (TB4303) or a directory (TB4304) is damaged, the volume is cut short (TB4001), or a
    /// limit is exceeded (TB4002).
    /// </exception>
    public static FatVolume Read(BlobSource volume, FatReadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var boot = FatBootRecord.Read(volume, cancellationToken);
        var chains = new FatChainReader(volume, boot, limits ?? new FatReadLimits());
        var tree = new FatTreeReader(volume, boot, chains, limits ?? new FatReadLimits());
        var files = tree.Read(cancellationToken);
        var bootLabel = boot.Label.TrimEnd(' ', '\0');
        return new FatVolume
        {
            Type = boot.Geometry.Type,
            SectorSize = boot.Geometry.SectorSize,
            ClusterSize = boot.Geometry.ClusterSize,
            ClusterCount = boot.Geometry.ClusterCount,
            Label = tree.Label ?? (bootLabel is "" or FatVolumeIdentity.NoName ? null : bootLabel),
            SerialNumber = boot.SerialNumber,
            Tree = files,
        };
    }
}
