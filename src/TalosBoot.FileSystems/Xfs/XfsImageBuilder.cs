using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Xfs.Writing;

namespace TalosBoot.FileSystems.Xfs;

/// <summary>Makes XFS volumes (version 5) from trees of files, with the geometry and the features of <c>mkfs.xfs</c> (docs/formats/xfs.md).</summary>
public static class XfsImageBuilder
{
    /// <summary>Makes a volume. Contents are placed, and not read; their holes and unused space are holes.</summary>
    /// <remarks>
    /// Everything that a tree knows is kept: owners, modes, times, links under several names, symbolic links, devices, and extended
    /// attributes of the namespaces user, trusted and security. The log says that the volume was unmounted.
    /// </remarks>
    /// <param name="tree">The files and directories.</param>
    /// <param name="options">How the volume is to be made.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <returns>The volume, of exactly the wanted size.</returns>
    /// <exception cref="ArgumentException">An option is none that XFS has.</exception>
    /// <exception cref="LayoutException">
    /// The content does not fit (TB5002), a name, target or path is too long (TB5003), or the size is none that is made (TB4361).
    /// </exception>
    /// <exception cref="TalosBootException">The tree holds an extended attribute that the volume cannot hold (TB4360).</exception>
    public static BlobSource Build(FileTree tree, XfsOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        return new XfsVolumePlan(XfsGeometry.Choose(options), options).Build(tree, cancellationToken);
    }
}
