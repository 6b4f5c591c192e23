using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>Plans tar archives of trees.</summary>
public static class TarArchive
{
    /// <summary>Plans an archive of what a tree holds, as <see cref="TarArchiveBuilder.AddTree"/> adds it. Nothing is read or copied.</summary>
    /// <param name="tree">The tree. It is not kept.</param>
    /// <param name="cancellationToken">Checked for every entry.</param>
    /// <exception cref="ImageFormatException">The tree holds a socket, or a device with numbers of more than 21 bits (TB4106).</exception>
    public static BlobSource Plan(FileTree tree, CancellationToken cancellationToken = default) =>
        new TarArchiveBuilder().AddTree(tree, cancellationToken).Build();
}
