using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>An image cache (docs/formats/oci.md), from which images can be taken as the node takes them. <see cref="ImageCacheBuilder"/> makes new ones.</summary>
public sealed partial class ImageCache : IImageFolder
{
    readonly TreeFiles _files;
    readonly ContainerImageLimits _limits;

    internal ImageCache(string name, FileTree tree, ContainerImageLimits limits)
    {
        _files = new TreeFiles(name, tree);
        _limits = limits;
        if (tree.Find(CachePaths.Manifests) is not DirectoryNode)
        {
            throw new RegistryException(
                DiagnosticIds.ImageStoreInvalid, name, $"there is no folder \"{CachePaths.Manifests}\", so this is no image cache. Check the path.");
        }
    }

    /// <summary>The files: <c>blob</c> and <c>manifests</c>, to be put into a file system or archive.</summary>
    public FileTree Tree => _files.Tree;

    /// <summary>Takes a tree as an image cache. Blobs are read, and verified, when they are needed.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <exception cref="RegistryException">The tree is none of an image cache (TB2005).</exception>
    public static ImageCache FromTree(string name, FileTree tree, ContainerImageLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(tree);
        return new ImageCache(name, tree, limits ?? ContainerImageLimits.Default);
    }

    /// <summary>Opens a folder with an image cache. Every file is opened, and read when it is needed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <exception cref="RegistryException">The folder is no image cache, or has symbolic links (TB2005), or too many files (TB2007).</exception>
    /// <exception cref="FileAccessException">A file cannot be read (TB6003).</exception>
    public static ImageCache Open(string folder, ContainerImageLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        limits ??= ContainerImageLimits.Default;
        return new ImageCache(folder, new CacheFolderReader(folder, limits.Archive).Read(), limits);
    }

    /// <summary>Takes the image cache out of an image: the form in which profiles name it.</summary>
    /// <param name="image">The image, such as that of the layout that <c>talosctl images cache-create</c> writes.</param>
    /// <param name="spool">Takes the layer, not compressed. It must outlive the cache.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Stops fetching, verifying and decompressing.</param>
    /// <exception cref="RegistryException">The image holds no image cache (TB2005), is not all there (TB2006), or is over a limit (TB2007).</exception>
    /// <exception cref="ContentMismatchException">A layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    /// <exception cref="ImageFormatException">A layer is damaged or hostile (TB40xx, TB41xx, TB42xx).</exception>
    public static async ValueTask<ImageCache> FromImageAsync(
        ContainerImage image, ContentSpool spool, ContainerImageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        limits ??= ContainerImageLimits.Default;
        return new ImageCache(image.Name, await image.FlattenAsync(spool, limits, null, cancellationToken).ConfigureAwait(false), limits);
    }

    /// <summary>
    /// Makes an image of the cache, with one layer in gzip, which <see cref="OciLayoutWriter"/> writes as <c>talosctl images cache-create</c> does. The
    /// same cache and time give the same bytes.
    /// </summary>
    /// <param name="spool">Takes the layer. It must outlive the image.</param>
    /// <param name="createdAt">The time in the configuration; null for none, which is written as the year 1.</param>
    /// <param name="cancellationToken">Stops compressing.</param>
    public ContainerImage ToImage(ContentSpool spool, DateTimeOffset? createdAt = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spool);
        var created = createdAt?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new ContainerImageBuilder(new ImageConfig { Created = created })
            .AddLayer(LayerBuilder.BuildFromTree(Tree, CompressionFormat.Gzip, spool, cancellationToken))
            .Build(_files.Name);
    }

    /// <summary>
    /// Writes the cache to a folder. Blobs are written before what names them, and each file appears when it is complete. Files of the same name are
    /// replaced, and others stay.
    /// </summary>
    /// <param name="folder">The folder, which is made when it is missing.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <exception cref="RegistryException">The cache holds something that is no file, or a name that could lead out of the folder (TB2005).</exception>
    /// <exception cref="FileAccessException">The folder cannot be written (TB6001), or the device is full (TB6002).</exception>
    public Task WriteToFolderAsync(string folder, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new CacheFolderWriter(_files.Name, folder).WriteAsync(Tree, cancellationToken);
    }

    /// <summary>Finds an image by tag or digest. What a tag stands for must also be there by its digest, as the node requires.</summary>
    /// <inheritdoc/>
    public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(platform);
        var (folder, stored) = Find(reference) ?? throw NotHeld(reference);
        var top = new OciDescriptor { MediaType = stored.MediaType, Size = stored.Bytes.Length, Digest = stored.Digest };
        return new ImageResolver(Store(folder), _limits).ResolveAsync(top, platform, reference.ToString(), cancellationToken);
    }

    RegistryException NotHeld(ImageReference reference) => new(
        DiagnosticIds.ImageNotFound, reference.ToString(), $"the image cache {_files.Name} does not hold this image. Check the reference.");

    LayoutBlobStore Store(string folder) => new(
        _files, digest => CachePaths.ByDigest(folder, digest) is var manifest && _files.Find(manifest) is not null ? manifest : CachePaths.Blob(digest));

    (string Folder, StoredManifest Manifest)? Find(ImageReference reference)
    {
        foreach (var folder in CachePaths.Folders(reference))
        {
            var path = reference.Digest is { } digest ? CachePaths.ByDigest(folder, digest) : CachePaths.ByTag(folder, reference.Tag!);
            if (_files.Find(path) is { } file)
            {
                return (folder, Read(reference, file));
            }
        }

        return null;
    }

    StoredManifest Read(ImageReference reference, BlobSource file)
    {
        var name = reference.ToString();
        if (file.Length > _limits.MaximumDocumentLength)
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, name, $"its manifest has {file.Length} bytes; the limit is {_limits.MaximumDocumentLength}.");
        }

        var bytes = file.ToArray();
        var digest = Digest.Sha256(bytes);
        if (reference.Digest is { } wanted)
        {
            BlobVerification.CheckDigest(wanted, digest, name);
        }

        return new StoredManifest(digest, OciDocuments.GuessMediaType(bytes, name), bytes);
    }
}
