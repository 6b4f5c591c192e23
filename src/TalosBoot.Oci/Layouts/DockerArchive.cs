using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <summary>
/// Reads container images from one file: what <c>docker save</c> writes, of any age, or a tar archive of an OCI layout; compressed or not (docs/formats/oci.md).
/// </summary>
public sealed class DockerArchive : IContainerImageSource
{
    internal const string ManifestFile = "manifest.json";

    readonly IStoreFiles _files;
    readonly ContainerImageLimits _limits;
    readonly OciLayout? _layout;
    readonly IReadOnlyList<DockerArchiveItem> _items;

    DockerArchive(IStoreFiles files, ContainerImageLimits limits, OciLayout? layout, IReadOnlyList<DockerArchiveItem> items)
    {
        _files = files;
        _limits = limits;
        _layout = layout;
        _items = items;
    }

    /// <summary>Opens an archive.</summary>
    /// <param name="path">The file.</param>
    /// <param name="spool">Where the archive is decompressed to if it is compressed. It must outlive all images.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RegistryException">This is no such archive (TB2005), or its manifest cannot be understood (TB2003, TB2007).</exception>
    /// <exception cref="ImageFormatException">The tar archive or its compression is damaged (TB40xx, TB41xx, TB42xx).</exception>
    /// <exception cref="FileAccessException">The file cannot be read (TB6003).</exception>
    public static ValueTask<DockerArchive> OpenAsync(
        string path, ContentSpool spool, ContainerImageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OpenContentAsync(BlobSource.FromFile(path), path, spool, limits, cancellationToken);
    }

    /// <summary>Opens an archive that is not, or not only, a file.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="spool">Where the archive is decompressed to if it is compressed. It must outlive all images.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RegistryException">This is no such archive (TB2005), or its manifest cannot be understood (TB2003, TB2007).</exception>
    /// <exception cref="ImageFormatException">The tar archive or its compression is damaged (TB40xx, TB41xx, TB42xx).</exception>
    public static async ValueTask<DockerArchive> OpenContentAsync(
        BlobSource archive, string name, ContentSpool spool, ContainerImageLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(spool);
        limits ??= ContainerImageLimits.Default;
        var tar = await LayerDecompression.ExpandAsync(
            archive, new ExpectedDigests(name, null, null), spool, LayerAllowance.Alone(name, limits), new WorkBudget(), null, cancellationToken)
            .ConfigureAwait(false);
        var files = ArchiveFiles.Read(name, tar, limits, cancellationToken);
        return TryOpen(files, limits) ?? throw new RegistryException(
            DiagnosticIds.ImageStoreInvalid, name, "it holds neither manifest.json nor index.json, so this is no archive of a container image. Check the path.");
    }

    /// <summary>Finds an image by one of its tags, or by its digest.</summary>
    /// <inheritdoc/>
    public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(platform);
        return _layout is not null
            ? _layout.ResolveAsync(reference, platform, cancellationToken)
            : OpenAsync(
                _items.FirstOrDefault(item => item.RepoTags?.Any(tag => ImageReference.TryParse(tag, out var own) && own.Equals(reference)) ?? false)
                    ?? throw NotFound(reference.ToString(), "the archive does not hold this image"),
                reference.ToString(), platform, cancellationToken);
    }

    /// <summary>Finds the image of an archive that holds one only.</summary>
    /// <param name="platform">The platform to choose where the image is there for several.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RegistryException">There is not exactly one image (TB2002), or it cannot be understood (TB2003, TB2004, TB2006, TB2007).</exception>
    /// <exception cref="ContentMismatchException">A blob is not what its digest (TB2101) or size (TB2102) says.</exception>
    public ValueTask<ContainerImage> ResolveOnlyAsync(OciPlatform platform, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return _layout is not null ? _layout.ResolveOnlyAsync(platform, cancellationToken)
            : _items.Count == 1 ? OpenAsync(_items[0], _files.Name, platform, cancellationToken)
            : throw NotFound(_files.Name, $"it should hold one image and holds {_items.Count}");
    }

    /// <summary>The archive in these files, or null when there is none.</summary>
    internal static DockerArchive? TryOpen(IStoreFiles files, ContainerImageLimits limits) =>
        files.Find(OciLayout.LayoutFile) is not null && files.Find(OciLayout.IndexFile) is not null
            ? new DockerArchive(files, limits, OciLayout.Open(files, limits), [])
            : files.Find(ManifestFile) is { } manifest
                ? new DockerArchive(files, limits, null, OciDocuments.ReadArchiveItems(ReadDocument(manifest, files.Name, limits), files.Name))
                : null;

    static byte[] ReadDocument(BlobSource content, string name, ContainerImageLimits limits) => content.Length <= limits.MaximumDocumentLength
        ? content.ToArray()
        : throw new RegistryException(
            DiagnosticIds.ImageOverLimit, name, $"a document has {content.Length} bytes; the limit is {limits.MaximumDocumentLength}.");

    /// <summary>
    /// Makes the manifest anew, as archives do not keep it: Docker's, of what the layers are. Only of layers that are not to be distributed it is kept what
    /// their own manifest says; they need not be in the archive.
    /// </summary>
    async ValueTask<ContainerImage> OpenAsync(DockerArchiveItem item, string name, OciPlatform platform, CancellationToken cancellationToken)
    {
        var config = Describe(Find(item.Config), OciMediaTypes.DockerConfig, cancellationToken);
        var diffIds = item.LayerSources is { Count: > 0 }
            ? OciDocuments.ReadConfig(ReadDocument(config.Content, _files.Name, _limits), _files.Name).RootFs.DiffIds : null;
        var layers = (item.Layers ?? []).Select((path, index) => diffIds?.ElementAtOrDefault(index) is { } diffId
            && item.LayerSources!.TryGetValue(diffId.ToString(), out var source)
                ? OpenForeign(source, path, cancellationToken) : OpenLayer(path, cancellationToken)).ToArray();
        var manifest = new OciManifest
        {
            MediaType = OciMediaTypes.DockerManifest,
            Config = config.Descriptor,
            Layers = [.. layers.Select(layer => layer.Descriptor)],
        };
        var main = Describe(BlobSource.FromBytes(GoJson.Serialize(manifest)), OciMediaTypes.DockerManifest, cancellationToken);
        var blobs = layers.Where(layer => layer.Content is not null).Select(layer => (layer.Descriptor, layer.Content!));
        var store = new MemoryBlobStore(_files.Name, [main, config, .. blobs]);
        return await new ImageResolver(store, _limits).ResolveAsync(main.Descriptor, platform, name, cancellationToken).ConfigureAwait(false);
    }

    (OciDescriptor Descriptor, BlobSource? Content) OpenLayer(string path, CancellationToken cancellationToken)
    {
        var content = Find(path);
        return Describe(
            content, LayerDecompression.IsCompressed(content) ? OciMediaTypes.DockerLayerGzip : OciMediaTypes.DockerLayer, cancellationToken);
    }

    (OciDescriptor Descriptor, BlobSource? Content) OpenForeign(OciDescriptor source, string path, CancellationToken cancellationToken)
    {
        var content = _files.Find(path);
        if (content is not null)
        {
            BlobVerification.Check(source, content, _files.Name, cancellationToken);
        }

        return (source, content);
    }

    BlobSource Find(string? path) => (path is null ? null : _files.Find(path)) ?? throw new RegistryException(
        DiagnosticIds.BlobNotFound, _files.Name, $"\"{path}\", which manifest.json names, is not there. Save the image again.");

    static (OciDescriptor Descriptor, BlobSource Content) Describe(BlobSource content, string mediaType, CancellationToken cancellationToken) =>
        (new OciDescriptor { MediaType = mediaType, Size = content.Length, Digest = Digest.Sha256(content, cancellationToken) }, content);

    RegistryException NotFound(string what, string why) => new(
        DiagnosticIds.ImageNotFound, what,
        $"{why}. {_files.Name} holds: {string.Join(", ", _items.SelectMany(item => item.RepoTags ?? ["an image without a tag"]))}.");
}
