using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <summary>
/// Writes images to an OCI image layout as upstream does (docs/formats/oci.md). The index is written last, and blobs appear when they are complete, so that a
/// write that fails leaves a layout of what was there before. One writer for a folder at a time.
/// </summary>
/// <remarks>
/// Blobs that a cache keeps are copied, and not linked to: whoever changes a file of the layout changes nothing that others take from the cache.
/// </remarks>
public sealed class OciLayoutWriter
{
    const int IndexIndentation = 3;

    readonly string _folder;
    readonly List<OciDescriptor> _entries;

    OciLayoutWriter(string folder, IEnumerable<OciDescriptor> entries)
    {
        _folder = folder;
        _entries = [.. entries];
    }

    /// <summary>Opens a layout to add images to, or starts one.</summary>
    /// <param name="folder">The folder, which is made when it is missing.</param>
    /// <exception cref="RegistryException">The index that is there cannot be understood (TB2003, TB2007).</exception>
    /// <exception cref="FileAccessException">The folder cannot be written (TB6001), or the index cannot be read (TB6003).</exception>
    public static OciLayoutWriter Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileFailure.OfOutput(folder, exception);
        }

        return new OciLayoutWriter(folder, File.Exists(Path.Combine(folder, OciLayout.IndexFile)) ? OciLayout.Open(folder).Index.Manifests : []);
    }

    /// <summary>Adds an image, and writes the index. Blobs that are there already, by name and size, are kept.</summary>
    /// <param name="image">The image.</param>
    /// <param name="platform">The platform that the index tells; null for none.</param>
    /// <param name="reference">The reference that the index tells; null for none.</param>
    /// <param name="progress">Is told after each layer how far it is, in the stage <see cref="BuildStage.Write"/>; null (the default) for nobody.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <exception cref="RegistryException">A layer is not there (TB2006).</exception>
    /// <exception cref="ContentMismatchException">A layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    /// <exception cref="FileAccessException">A file cannot be written (TB6001), or the device is full (TB6002).</exception>
    public async Task AddAsync(
        ContainerImage image, OciPlatform? platform = null, ImageReference? reference = null, IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var layers = image.Layers.DistinctBy(layer => layer.Descriptor.Digest).ToArray();
        using var report = StageProgress.Begin(progress, BuildStage.Write, image.Name, layers.Sum(layer => layer.Descriptor.Size));
        await Parallel.ForEachAsync(layers, ContainerImage.LayerParallelism(cancellationToken), async (layer, token) =>
        {
            await WriteAsync(layer, token).ConfigureAwait(false);
            report.Add(layer.Descriptor.Size);
        }).ConfigureAwait(false);
        await WriteAsync(image.Manifest.Config.Digest, BlobSource.FromBytes(image.ConfigBytes), cancellationToken).ConfigureAwait(false);
        await WriteAsync(image.Digest, BlobSource.FromBytes(image.ManifestBytes), cancellationToken).ConfigureAwait(false);
        _entries.Add(Describe(image, platform, reference));
        var index = new OciIndex { MediaType = OciMediaTypes.Index, Manifests = _entries };
        await WriteAsync(OciLayout.LayoutFile, "{\n    \"imageLayoutVersion\": \"1.0.0\"\n}"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        await WriteAsync(OciLayout.IndexFile, GoJson.Serialize(index, IndexIndentation), cancellationToken).ConfigureAwait(false);
        report.Complete();
    }

    static OciDescriptor Describe(ContainerImage image, OciPlatform? platform, ImageReference? reference) => new()
    {
        MediaType = image.MediaType,
        Size = image.ManifestBytes.Length,
        Digest = image.Digest,
        Platform = platform,
        Annotations = reference is null ? null : new Dictionary<string, string> { [OciLayout.ReferenceNameAnnotation] = reference.ToString() },
        ArtifactType = image.Manifest.ArtifactType ?? image.Manifest.Config.MediaType,
    };

    string BlobPath(Digest digest) => Path.Combine(_folder, "blobs", "sha256", digest.Hex);

    bool Exists(Digest digest, long size) => new FileInfo(BlobPath(digest)) is { Exists: true } file && file.Length == size;

    async ValueTask WriteAsync(ContainerLayer layer, CancellationToken cancellationToken)
    {
        if (!Exists(layer.Descriptor.Digest, layer.Descriptor.Size))
        {
            await layer.SaveAsync(BlobPath(layer.Descriptor.Digest), cancellationToken).ConfigureAwait(false);
        }
    }

    Task WriteAsync(Digest digest, BlobSource content, CancellationToken cancellationToken) => Exists(digest, content.Length)
        ? Task.CompletedTask
        : content.WriteToFileAsync(BlobPath(digest), null, cancellationToken);

    Task WriteAsync(string file, byte[] content, CancellationToken cancellationToken) =>
        BlobSource.FromBytes(content).WriteToFileAsync(Path.Combine(_folder, file), null, cancellationToken);
}
