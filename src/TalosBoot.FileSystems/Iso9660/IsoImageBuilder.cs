using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660.Writing;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>
/// Makes ISO 9660 images of trees: Rock Ridge names, modes, owners, links and devices, El Torito boot images, and an appended EFI system
/// partition with the partition table that a disk needs. The result has the structure of xorriso's images for Talos (docs/formats/iso.md).
/// </summary>
/// <remarks>Contents are placed: none is read or copied before a byte of the image is asked for. Extended attributes are not
/// kept.</remarks>
public static class IsoImageBuilder
{
    /// <summary>Plans an image.</summary>
    /// <param name="tree">What the volume holds. One entry under several names becomes hard links.</param>
    /// <param name="options">What else the image is.</param>
    /// <param name="cancellationToken">Cancels the planning.</param>
    /// <returns>The image, whose unused space is holes.</returns>
    /// <exception cref="ArgumentException">
    /// An option names a file that the tree has not, options contradict each other, or a name has characters that a descriptor cannot hold.
    /// </exception>
    /// <exception cref="LayoutException">A file name, the depth of the tree or the whole image is too large (TB5003).</exception>
    public static BlobSource Build(FileTree tree, IsoOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        IsoOptionsValidation.Validate(options);
        var hasEfi = options.EfiSystemPartition is not null || options.EfiBootImagePath is not null;
        var isoTree = IsoTree.Create(tree, options, hasEfi || options.BiosBoot is not null, cancellationToken);
        var biosImage = options.BiosBoot is { } bios ? isoTree.ContentOf(tree, bios.ImagePath, nameof(options.BiosBoot)) : null;
        var efiImage = options.EfiBootImagePath is { } path ? isoTree.ContentOf(tree, path, nameof(options.EfiBootImagePath)) : null;
        var writer = new IsoWriter(IsoLayout.Create(isoTree, options), options, biosImage, efiImage);
        return writer.Write(cancellationToken);
    }
}
