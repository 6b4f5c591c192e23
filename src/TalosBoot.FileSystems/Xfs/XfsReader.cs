using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.Reading;

namespace TalosBoot.FileSystems.Xfs;

/// <summary>Reads XFS volumes of version 5. The log is not replayed: what a crash left there is not seen.</summary>
public static class XfsReader
{
    internal const string Format = "XFS";

    /// <summary>Reads the directories and inodes of a volume. The contents of files stay where they are.</summary>
    /// <param name="volume">The volume, from its superblock on.</param>
    /// <param name="limits">What the reader may hold in memory; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImageFormatException">
    /// The bytes are no such volume (TB4362), it is damaged (TB4363) or cut short (TB4001), or a limit is exceeded (TB4002).
    /// </exception>
    public static XfsVolume Read(BlobSource volume, VolumeReadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var image = XfsImage.Open(volume, new VolumeReading(Format, limits ?? new VolumeReadLimits(), cancellationToken));
        var superblock = image.Superblock;
        return new XfsVolume
        {
            Label = superblock.Label,
            Uuid = superblock.Uuid,
            BlockSize = image.BlockSize,
            SectorSize = superblock.SectorSize,
            BlockCount = (long)superblock.BlockCount,
            FreeBlocks = (long)superblock.FreeBlocks,
            InodeCount = (long)superblock.InodeCount,
            FreeInodes = (long)superblock.FreeInodes,
            GroupCount = (int)superblock.AgCount,
            GroupBlocks = superblock.AgBlocks,
            ReadOnlyFeatures = superblock.ReadOnlyFeatures,
            IncompatibleFeatures = superblock.IncompatibleFeatures,
            Tree = new XfsTreeReader(image).Read(),
        };
    }
}
