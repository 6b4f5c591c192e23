using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>Follows descriptors to the image for a platform (docs/formats/oci.md).</summary>
internal sealed class ImageResolver(IBlobStore store, ContainerImageLimits limits)
{
    const string AttestationAnnotation = "vnd.docker.reference.type";

    static readonly OciPlatform ImpliedPlatform = new() { OperatingSystem = "linux", Architecture = "amd64" };

    /// <summary>The image that a descriptor leads to. A single manifest is taken without a look at its platform, as upstream does.</summary>
    public async ValueTask<ContainerImage> ResolveAsync(OciDescriptor descriptor, OciPlatform platform, string name, CancellationToken cancellationToken)
    {
        for (var depth = 0; ; depth++)
        {
            var bytes = await ReadDocumentAsync(descriptor, name, cancellationToken).ConfigureAwait(false);
            var mediaType = descriptor.MediaType is { Length: > 0 } told ? told : OciDocuments.GuessMediaType(bytes, name);
            if (mediaType.StartsWith(OciMediaTypes.DockerSchema1Prefix, StringComparison.Ordinal))
            {
                throw Invalid(name, "it is an image of Docker's schema 1, which is not supported. Push it again with a current program.");
            }

            if (!OciMediaTypes.IsIndex(mediaType))
            {
                return await OpenAsync(descriptor.Digest, mediaType, bytes, name, cancellationToken).ConfigureAwait(false);
            }

            CheckDepth(depth + 1, limits, name);
            descriptor = Choose(OciDocuments.ReadIndex(bytes, name), platform, name);
        }
    }

    /// <summary>The descriptor of a digest in an index or in those within it, or null. Each index is read once, however often it is named.</summary>
    public async ValueTask<OciDescriptor?> FindAsync(OciIndex index, Digest digest, string name, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Digest>();
        var pending = new Queue<(OciDescriptor Nested, int Depth)>();
        for (var depth = 0; ;)
        {
            if (index.Manifests.FirstOrDefault(entry => entry.Digest == digest) is { } found)
            {
                return found;
            }

            foreach (var nested in index.Manifests.Where(entry => OciMediaTypes.IsIndex(entry.MediaType) && seen.Add(entry.Digest)))
            {
                pending.Enqueue((nested, depth + 1));
            }

            if (!pending.TryDequeue(out var next))
            {
                return null;
            }

            CheckDepth(next.Depth, limits, name);
            index = OciDocuments.ReadIndex(await ReadDocumentAsync(next.Nested, name, cancellationToken).ConfigureAwait(false), name);
            depth = next.Depth;
        }
    }

    /// <summary>
    /// Whether an entry of an index is no image, but what BuildKit says of another entry. Such entries are of the platform <c>unknown/unknown</c>, or of
    /// none, which would stand for linux/amd64.
    /// </summary>
    public static bool IsAttestation(OciDescriptor entry) => entry.Annotations?.GetValueOrDefault(AttestationAnnotation) == "attestation-manifest";

    /// <summary>The first entry of an index that serves for a platform.</summary>
    public static OciDescriptor Choose(OciIndex index, OciPlatform platform, string name) =>
        index.Manifests.FirstOrDefault(entry => !IsAttestation(entry) && (entry.Platform ?? ImpliedPlatform).Satisfies(platform))
        ?? throw new RegistryException(
            DiagnosticIds.PlatformNotFound, name,
            $"there is no image for {platform}. There are: {string.Join(", ", index.Manifests.Select(entry => (entry.Platform ?? ImpliedPlatform)))}.");

    /// <summary>Refuses an index that lies in so many others.</summary>
    public static void CheckDepth(int depth, ContainerImageLimits limits, string name)
    {
        if (depth > limits.MaximumIndexDepth)
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, name, $"indexes lie deeper than {limits.MaximumIndexDepth} in each other. The image is damaged or hostile.");
        }
    }

    async ValueTask<ContainerImage> OpenAsync(Digest digest, string mediaType, byte[] bytes, string name, CancellationToken cancellationToken)
    {
        var manifest = OciDocuments.ReadManifest(bytes, name);
        if (manifest.Layers.Count > limits.MaximumLayers)
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, name, $"it has {manifest.Layers.Count} layers; the limit is {limits.MaximumLayers}.");
        }

        var configBytes = await ReadDocumentAsync(manifest.Config, name, cancellationToken).ConfigureAwait(false);
        var config = OciMediaTypes.IsConfig(manifest.Config.MediaType) ? OciDocuments.ReadConfig(configBytes, name) : new ImageConfig();
        if (config.RootFs.DiffIds is { Count: > 0 } diffIds && diffIds.Count != manifest.Layers.Count)
        {
            throw Invalid(name, $"it has {manifest.Layers.Count} layers, and its configuration knows {diffIds.Count}. Make the image again.");
        }

        return new ContainerImage
        {
            Name = name,
            Digest = digest,
            MediaType = mediaType,
            Manifest = manifest,
            ManifestBytes = bytes,
            Config = config,
            ConfigBytes = configBytes,
            Layers = [.. manifest.Layers.Select((layer, index) => new ContainerLayer(
                store, layer, config.RootFs.DiffIds is { Count: > 0 } known ? known[index] : null))],
        };
    }

    /// <summary>
    /// Reads a document, and hashes it whatever its store has verified before: that costs nothing, and a document that was damaged where it is kept is
    /// fetched again.
    /// </summary>
    internal async ValueTask<byte[]> ReadDocumentAsync(OciDescriptor descriptor, string name, CancellationToken cancellationToken)
    {
        if (descriptor.Size is var size && (size < 0 || size > limits.MaximumDocumentLength))
        {
            throw new RegistryException(
                DiagnosticIds.ImageOverLimit, name, $"{descriptor.Digest} has {size} bytes; the limit for a document is {limits.MaximumDocumentLength}.");
        }

        if (BlobVerification.TryOpenInline(descriptor, name, cancellationToken) is { } inline)
        {
            return inline.ToArray();
        }

        var bytes = await ReadStoredAsync(descriptor, cancellationToken).ConfigureAwait(false);
        if (Digest.Sha256(bytes) != descriptor.Digest && await store.ForgetIfDamagedAsync(descriptor, cancellationToken).ConfigureAwait(false))
        {
            bytes = await ReadStoredAsync(descriptor, cancellationToken).ConfigureAwait(false);
        }

        BlobVerification.CheckDigest(descriptor.Digest, Digest.Sha256(bytes), $"{store.Name}: {descriptor.Digest}");
        return bytes;
    }

    async ValueTask<byte[]> ReadStoredAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var blob = await store.OpenAsync(descriptor, cancellationToken).ConfigureAwait(false);
        return blob.ToArray();
    }

    static RegistryException Invalid(string name, string message) => new(DiagnosticIds.ManifestInvalid, name, message);
}
