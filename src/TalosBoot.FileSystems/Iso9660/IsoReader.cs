using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660.Reading;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>Reads ISO 9660 images, through Rock Ridge where there is one. Joliet names are not looked at.</summary>
public static class IsoReader
{
    /// <summary>Reads the tables of an image. Contents of files are not read.</summary>
    /// <param name="image">The image, or a partition that is a volume by itself.</param>
    /// <param name="limits">Limits; null for the defaults.</param>
    /// <param name="cancellationToken">Checked between directories.</param>
    /// <exception cref="ImageFormatException">
    /// The bytes are not an ISO 9660 volume (TB4320), are damaged (TB4001, TB4321 to TB4324, TB4326, TB4327), go over a limit (TB4002), or
    /// use a feature that is not read (TB4325).
    /// </exception>
    public static IsoVolume Read(BlobSource image, IsoReadLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var descriptors = DescriptorReader.Read(image);
        var root = descriptors.Primary;
        var reader = new TreeReader(image, limits ?? new IsoReadLimits(), cancellationToken);
        var tree = reader.Read(root.Root.Extent, root.Root.DataLength);
        var partitions = PartitionReader.Read(image);
        return new IsoVolume
        {
            Tree = tree,
            VolumeId = root.VolumeId,
            VolumeSetId = root.VolumeSetId,
            PreparerId = root.PreparerId,
            Length = (long)root.BlockCount * IsoFormat.BlockSize,
            HasRockRidge = reader.HasRockRidge,
            Partitions = partitions,
            BootEntries = descriptors.CatalogBlock is { } block ? new BootCatalogReader(image, reader.Files, partitions).Read(block) : [],
        };
    }
}
