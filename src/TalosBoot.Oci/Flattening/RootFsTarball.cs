using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Oci.Flattening;

/// <summary>
/// Reads the archive that a profile's <c>tarballPath</c> names (docs/formats/oci.md): a tar archive of a file tree, as <c>crane export</c> writes it. Archives of
/// container images, which are easily taken for it, are flattened; both may be compressed.
/// </summary>
public static class RootFsTarball
{
    /// <summary>Reads an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="platform">The platform to choose where the archive holds an image for several.</param>
    /// <param name="spool">Takes what is compressed. It must outlive the tree.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="context">Is told how far it is, and gives threads and memory; null for one of its own.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="RegistryException">The archive is empty (TB2005), or holds an image that cannot be used (TB2002–TB2007).</exception>
    /// <exception cref="ContentMismatchException">A blob is not what its digest (TB2101) or size (TB2102) says.</exception>
    /// <exception cref="ImageFormatException">The archive is damaged or hostile (TB40xx, TB41xx, TB42xx).</exception>
    /// <exception cref="FileAccessException">The file cannot be read (TB6003).</exception>
    public static async ValueTask<FileTree> ReadAsync(
        string path, OciPlatform platform, ContentSpool spool, ContainerImageLimits? limits = null, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return await ReadContentAsync(BlobSource.FromFile(path), path, platform, spool, limits, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads an archive that is not, or not only, a file.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="platform">The platform to choose where the archive holds an image for several.</param>
    /// <param name="spool">Takes what is compressed. It must outlive the tree.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="context">Is told how far it is, and gives threads and memory; null for one of its own.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="RegistryException">The archive is empty (TB2005), or holds an image that cannot be used (TB2002–TB2007).</exception>
    /// <exception cref="ContentMismatchException">A blob is not what its digest (TB2101) or size (TB2102) says.</exception>
    /// <exception cref="ImageFormatException">The archive is damaged or hostile (TB40xx, TB41xx, TB42xx).</exception>
    public static async ValueTask<FileTree> ReadContentAsync(
        BlobSource archive, string name, OciPlatform platform, ContentSpool spool, ContainerImageLimits? limits = null, BuildContext? context = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(platform);
        ArgumentNullException.ThrowIfNull(spool);
        limits ??= ContainerImageLimits.Default;
        context ??= new BuildContext();
        using var report = context.Begin(BuildStage.Flatten, name, archive.Length);
        var tar = await LayerDecompression.ExpandAsync(
            archive, new ExpectedDigests(name, null, null), spool, LayerAllowance.Alone(name, limits), context.Budget, report, cancellationToken).ConfigureAwait(false);
        report.Complete();
        var files = ArchiveFiles.Read(name, tar, limits, cancellationToken);
        if (files.Tree.Root.Children.Count == 0)
        {
            throw new RegistryException(DiagnosticIds.ImageStoreInvalid, name, "the archive holds nothing. Check the path, and that it was saved whole.");
        }

        if (!LooksLikeImage(files))
        {
            return files.Tree;
        }

        var image = await DockerArchive.TryOpen(files, limits)!.ResolveOnlyAsync(platform, cancellationToken).ConfigureAwait(false);
        return await image.FlattenAsync(spool, limits, context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether there is an OCI layout, or the list of a docker archive, which is the only JSON array of that name.</summary>
    static bool LooksLikeImage(ArchiveFiles files)
    {
        if (files.Find(OciLayout.LayoutFile) is not null && files.Find(OciLayout.IndexFile) is not null)
        {
            return true;
        }

        if (files.Find(DockerArchive.ManifestFile) is not { Length: > 0 } manifest)
        {
            return false;
        }

        Span<byte> start = stackalloc byte[1];
        manifest.Read(0, start);
        return start[0] == (byte)'[';
    }
}
