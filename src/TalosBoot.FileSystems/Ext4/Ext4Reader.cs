using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4.Reading;
using TalosBoot.FileSystems.Volumes;

namespace TalosBoot.FileSystems.Ext4;

/// <summary>Reads ext4 volumes whose files have extents. The journal is not replayed: what a crash left there is not seen.</summary>
public static class Ext4Reader
{
    internal const string Format = "ext4";

    /// <summary>Reads the directories and inodes of a volume. The contents of files stay where they are.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="limits">What the reader may hold in memory; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ImageFormatException">
    /// The bytes are no such volume (TB4362), it is damaged (TB4363) or cut short (TB4001), or a limit is exceeded (TB4002).
    /// </exception>
    public static Ext4Volume Read(BlobSource volume, VolumeReadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(volume);
        var image = Ext4Image.Open(volume, new VolumeReading(Format, limits ?? new VolumeReadLimits(), cancellationToken));
        var superblock = image.Superblock;
        return new Ext4Volume
        {
            Label = superblock.Label,
            Uuid = superblock.Uuid,
            BlockSize = image.BlockSize,
            BlockCount = (long)superblock.BlockCount,
            FreeBlocks = (long)superblock.FreeBlocks,
            InodeCount = superblock.InodeCount,
            FreeInodes = superblock.FreeInodes,
            CompatibleFeatures = superblock.Compatible,
            IncompatibleFeatures = superblock.Incompatible,
            ReadOnlyFeatures = superblock.ReadOnly,
            Tree = new Ext4TreeReader(image).Read(),
        };
    }
}
