using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;

namespace TalosBoot.Oci.Flattening;

/// <summary>Makes one file tree of the layers of a container image.</summary>
public static class ContainerImageFlattening
{
    // Where nobody says how much memory there is: a long window at a time, or several short ones.
    const long MemoryAlone = 48 << 20;

    /// <summary>
    /// Applies all layers, with whiteouts, opaque directories, hard links and extended attributes (docs/formats/oci.md). File contents are parts of the layers: of
    /// the stored layer itself where it is not compressed, else of what it was decompressed to, once, in the spool.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="spool">Takes layers that are compressed. It must outlive the tree.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="context">Is told how far it is, in the stages <see cref="BuildStage.Fetch"/> and <see cref="BuildStage.Flatten"/>, and gives threads and memory; null for one of its own.</param>
    /// <param name="cancellationToken">Stops fetching, verifying and decompressing.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="RegistryException">A layer is no file system (TB2003), is not there (TB2006), or is over a limit (TB2007).</exception>
    /// <exception cref="ContentMismatchException">A layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    /// <exception cref="ImageFormatException">A layer is damaged or hostile (TB40xx, TB41xx, TB42xx).</exception>
    public static async ValueTask<FileTree> FlattenAsync(
        this ContainerImage image, ContentSpool spool, ContainerImageLimits? limits = null, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(spool);
        limits ??= ContainerImageLimits.Default;
        context ??= new BuildContext { Budget = new WorkBudget(memory: MemoryAlone) };
        var archives = await new LayerExpansion(image, spool, limits, context).ExpandAllAsync(cancellationToken).ConfigureAwait(false);
        var stack = new LayerStack(limits);
        await context.Budget.RunInTurnsAsync(stack.ApplyAll(archives, cancellationToken), memory: 0, cancellationToken).ConfigureAwait(false);
        return stack.Tree;
    }

    /// <summary>
    /// What <c>crane export</c> writes: a tar archive of the tree that <see cref="FlattenAsync"/> makes; or, of an artifact that is a single file, that file,
    /// decompressed (docs/formats/oci.md).
    /// </summary>
    /// <param name="image">The image or artifact.</param>
    /// <param name="spool">Takes what is compressed. It must outlive the content.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="context">Is told how far it is, and gives threads and memory; null for one of its own.</param>
    /// <param name="cancellationToken">Stops fetching, verifying and decompressing.</param>
    /// <exception cref="RegistryException">A layer is no file system (TB2003), is not there (TB2006), or is over a limit (TB2007).</exception>
    /// <exception cref="ContentMismatchException">A layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    /// <exception cref="ImageFormatException">A layer is damaged or hostile (TB40xx, TB41xx, TB42xx).</exception>
    public static async ValueTask<BlobSource> ExportAsync(
        this ContainerImage image, ContentSpool spool, ContainerImageLimits? limits = null, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        context ??= new BuildContext { Budget = new WorkBudget(memory: MemoryAlone) };
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(spool);
        if (image.Layers is [var only] && !OciMediaTypes.IsLayer(only.Descriptor.MediaType))
        {
            var stored = await only.OpenAsync(cancellationToken).ConfigureAwait(false);
            return await LayerDecompression.ExpandAsync(
                stored, new ExpectedDigests(image.Name, null, only.DiffId), spool, LayerAllowance.Alone(image.Name, limits ?? ContainerImageLimits.Default),
                context.Budget, null, cancellationToken).ConfigureAwait(false);
        }

        var tree = await image.FlattenAsync(spool, limits, context, cancellationToken).ConfigureAwait(false);
        return TarArchive.Plan(tree, cancellationToken);
    }
}
