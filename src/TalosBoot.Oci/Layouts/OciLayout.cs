using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <summary>Reads container images from an OCI image layout (docs/formats/oci.md): a folder with <c>index.json</c> and <c>blobs</c>.</summary>
public sealed partial class OciLayout : IImageFolder
{
    internal const string IndexFile = "index.json";
    internal const string LayoutFile = "oci-layout";

    /// <summary>The annotation with a tag or full reference (OCI image specification, annotations).</summary>
    public const string ReferenceNameAnnotation = "org.opencontainers.image.ref.name";

    /// <summary>The annotation with the full reference that containerd and Docker write.</summary>
    public const string ContainerdNameAnnotation = "io.containerd.image.name";

    readonly string _name;
    readonly LayoutBlobStore _blobs;
    readonly ImageResolver _resolver;

    OciLayout(IStoreFiles files, OciIndex index, ContainerImageLimits limits)
    {
        _name = files.Name;
        Index = index;
        _blobs = new LayoutBlobStore(files, digest => $"blobs/sha256/{digest.Hex}");
        _resolver = new ImageResolver(_blobs, limits);
    }

    /// <summary>What the layout holds.</summary>
    public OciIndex Index { get; }

    /// <summary>Opens a layout. Blobs are read later.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="limits">The limits; null for the defaults.</param>
    /// <exception cref="RegistryException">There is no layout (TB2005), or its index cannot be understood (TB2003, TB2007).</exception>
    /// <exception cref="FileAccessException">A file cannot be read (TB6003).</exception>
    public static OciLayout Open(string folder, ContainerImageLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return Open(new FolderFiles(folder), limits ?? ContainerImageLimits.Default);
    }

    internal static OciLayout Open(IStoreFiles files, ContainerImageLimits limits)
    {
        var index = files.Find(IndexFile) ?? throw new RegistryException(
            DiagnosticIds.ImageStoreInvalid, files.Name, "there is no index.json, so this is no OCI layout. Check the path.");
        return index.Length <= limits.MaximumDocumentLength
            ? new OciLayout(files, OciDocuments.ReadIndex(index.ToArray(), files.Name), limits)
            : throw new RegistryException(
                DiagnosticIds.ImageOverLimit, files.Name, $"index.json has {index.Length} bytes; the limit is {limits.MaximumDocumentLength}.");
    }

    /// <summary>The references that entries of <c>index.json</c> tell, in their order.</summary>
    public IReadOnlyList<ImageReference> References =>
        [.. Index.Manifests.SelectMany(Names).Select(name => ImageReference.TryParse(name, out var reference) ? reference : null).OfType<ImageReference>()];

    /// <inheritdoc/>
    public Digest ResolveDigest(ImageReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return reference.Digest ?? FindByName(reference)?.Digest ?? throw NotHeld(reference);
    }

    /// <summary>
    /// Finds an image by digest, or by its reference in the annotations of <c>index.json</c>. An annotation that is a bare tag serves when it is the only
    /// one of that tag.
    /// </summary>
    /// <inheritdoc/>
    public async ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(platform);
        var descriptor = reference.Digest is { } digest
            ? await _resolver.FindAsync(Index, digest, _name, cancellationToken).ConfigureAwait(false)
            : FindByName(reference);
        return descriptor is null
            ? throw NotHeld(reference)
            : await _resolver.ResolveAsync(descriptor, platform, reference.ToString(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Finds the first image of <c>index.json</c> whose entry names the platform: the rule of a profile's <c>ociPath</c> (docs/formats/oci.md). Entries without a
    /// platform are passed over, and indexes are not looked into.
    /// </summary>
    /// <param name="platform">The platform.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RegistryException">There is none (TB2004), or it cannot be understood (TB2003, TB2006, TB2007).</exception>
    /// <exception cref="ContentMismatchException">A blob is not what its digest (TB2101) or size (TB2102) says.</exception>
    public ValueTask<ContainerImage> ResolvePlatformAsync(OciPlatform platform, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(platform);
        var descriptor = Index.Manifests.FirstOrDefault(
            entry => !ImageResolver.IsAttestation(entry) && (entry.Platform?.Satisfies(platform) ?? false));
        return descriptor is null
            ? throw new RegistryException(
                DiagnosticIds.PlatformNotFound, _name,
                $"no OCI image found for {platform.Architecture}. The entries of index.json must name their platform; it holds: {Listing()}.")
            : _resolver.ResolveAsync(descriptor, platform, _name, cancellationToken);
    }

    /// <summary>The image that an entry of <c>index.json</c> leads to.</summary>
    internal ValueTask<ContainerImage> ResolveAsync(OciDescriptor entry, OciPlatform platform, CancellationToken cancellationToken) =>
        _resolver.ResolveAsync(entry, platform, Names(entry).FirstOrDefault() ?? entry.Digest.ToString(), cancellationToken);

    /// <summary>Finds the image of a layout that holds one only.</summary>
    internal ValueTask<ContainerImage> ResolveOnlyAsync(OciPlatform platform, CancellationToken cancellationToken) => Index.Manifests.Count == 1
        ? _resolver.ResolveAsync(Index.Manifests[0], platform, _name, cancellationToken)
        : throw new RegistryException(
            DiagnosticIds.ImageNotFound, _name, $"it should hold one image and holds {Index.Manifests.Count}: {Listing()}. Name the one that is meant.");

    RegistryException NotHeld(ImageReference reference) => new(
        DiagnosticIds.ImageNotFound, reference.ToString(), $"the OCI layout {_name} does not hold this image. It holds: {Listing()}.");

    OciDescriptor? FindByName(ImageReference reference)
    {
        foreach (var entry in Index.Manifests)
        {
            if (Names(entry).Any(name => ImageReference.TryParse(name, out var own) && own.Equals(reference)))
            {
                return entry;
            }
        }

        var tagged = Index.Manifests.Where(entry => Names(entry).Contains(reference.Tag)).ToArray();
        return tagged.Length == 1 ? tagged[0] : null;
    }

    static IEnumerable<string> Names(OciDescriptor entry) =>
        new[] { ContainerdNameAnnotation, ReferenceNameAnnotation }
            .Select(annotation => entry.Annotations?.GetValueOrDefault(annotation)).OfType<string>();

    string Listing() => string.Join(", ", Index.Manifests.Select(entry =>
        Names(entry).FirstOrDefault() ?? $"{entry.Digest}{(entry.Platform is null ? string.Empty : $" ({entry.Platform})")}"));
}
