using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4.Writing;

namespace TalosBoot.FileSystems.Ext4;

/// <summary>Makes ext4 volumes from trees of files, with the geometry and the features of <c>mkfs.ext4 -d</c> (docs/formats/disk.md).</summary>
public static class Ext4ImageBuilder
{
    /// <summary>Makes a volume. Contents are placed, and not read; their holes and unused space are holes.</summary>
    /// <remarks>
    /// Everything that a tree knows is kept: owners, modes, links under several names, symbolic links, devices, and extended attributes of the
    /// namespaces user, trusted and security; times as <see cref="Ext4Options.KeepsTimes"/> says. A directory <c>lost+found</c> is there in
    /// any case.
    /// </remarks>
    /// <param name="tree">The files and directories.</param>
    /// <param name="options">How the volume is to be made.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <returns>The volume, of exactly the wanted size.</returns>
    /// <exception cref="ArgumentException">An option is none that ext4 has.</exception>
    /// <exception cref="LayoutException">
    /// The content does not fit (TB5002), a name, target, path or file is too long (TB5003), or the size is none that is made (TB4361).
    /// </exception>
    /// <exception cref="TalosBootException">The tree holds something that the volume cannot hold (TB4360).</exception>
    public static BlobSource Build(FileTree tree, Ext4Options options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        return new Ext4VolumePlan(Ext4Geometry.Choose(options), options).Build(tree, cancellationToken);
    }

    /// <summary>Whether a tree finds room in a volume, for its blocks and for its inodes, beside what the file system takes for itself.</summary>
    /// <param name="tree">The files and directories.</param>
    /// <param name="options">How the volume would be made.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <exception cref="ArgumentException">An option is none that ext4 has.</exception>
    /// <exception cref="LayoutException">A name, target, path or file is too long (TB5003), or the size is none that is made (TB4361).</exception>
    /// <exception cref="TalosBootException">The tree holds something that the volume cannot hold (TB4360).</exception>
    public static bool Fits(FileTree tree, Ext4Options options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        ArgumentNullException.ThrowIfNull(options);
        return new Ext4VolumePlan(Ext4Geometry.Choose(options), options).Fits(tree, cancellationToken);
    }
}
