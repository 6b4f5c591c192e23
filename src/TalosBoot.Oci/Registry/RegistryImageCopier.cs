using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

/// <summary>Copies images to a registry as they are: with all of their platforms, and the same digests.</summary>
public sealed class RegistryImageCopier
{
    const int MostIndexes = 3;

    static readonly OciPlatform AnyPlatform = new() { OperatingSystem = "linux", Architecture = "amd64" };

    readonly CacheOrigin _origin;
    readonly RegistryClient _client;
    readonly RegistryImageWriter _writer;

    /// <summary>Creates a copier.</summary>
    /// <param name="images">Where the images come from: a registry, an OCI layout, an image cache, or one of these that verifies signatures.</param>
    /// <param name="client">Talks to the registry that they go to.</param>
    /// <exception cref="ArgumentException">The source does not tell indexes.</exception>
    public RegistryImageCopier(IContainerImageSource images, RegistryClient client)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(client);
        (_origin, _client, _writer) = (new CacheOrigin(images), client, new RegistryImageWriter(client));
        if (!_origin.TellsManifests)
        {
            throw new ArgumentException("The source does not tell indexes. Use a registry, an OCI layout or an image cache.", nameof(images));
        }
    }

    /// <summary>Copies an image. What the target has already is not sent again, and blobs of the same registry are mounted.</summary>
    /// <param name="source">The image, or the index of several.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Stops the copying; the tag is written last.</param>
    /// <returns>The descriptor of what was copied.</returns>
    /// <exception cref="RegistryException">There is no such image (TB2002), a registry refuses, or an index cannot be understood (TB2003, TB2007).</exception>
    public async Task<OciDescriptor> CopyAsync(ImageReference source, ImageReference target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var manifest = await _origin.FindAsync(source, cancellationToken).ConfigureAwait(false) ?? throw NotFound(source);
        await CopyContentsAsync(manifest, source, target, 0, cancellationToken).ConfigureAwait(false);
        return await _client.PushManifestAsync(target, manifest.MediaType, manifest.Bytes, cancellationToken).ConfigureAwait(false);
    }

    async Task CopyContentsAsync(StoredManifest manifest, ImageReference source, ImageReference target, int depth, CancellationToken cancellationToken)
    {
        if (!OciMediaTypes.IsIndex(manifest.MediaType))
        {
            var image = await _origin.ResolveAsync(source.WithDigest(manifest.Digest), AnyPlatform, cancellationToken).ConfigureAwait(false);
            await _writer.PushAsync(image, target.WithDigest(manifest.Digest), source, null, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (depth == MostIndexes)
        {
            throw new RegistryException(DiagnosticIds.ImageOverLimit, source.ToString(), $"indexes lie deeper than {MostIndexes} in each other.");
        }

        foreach (var child in OciDocuments.ReadIndex(manifest.Bytes, source.ToString()).Manifests)
        {
            var reference = source.WithDigest(child.Digest);
            var stored = await _origin.FindPlainAsync(reference, cancellationToken).ConfigureAwait(false) ?? throw NotFound(reference);
            await CopyContentsAsync(stored, source, target, depth + 1, cancellationToken).ConfigureAwait(false);
            if (OciMediaTypes.IsIndex(stored.MediaType))
            {
                await _client.PushManifestAsync(target.WithDigest(child.Digest), stored.MediaType, stored.Bytes, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    static RegistryException NotFound(ImageReference reference) =>
        new(DiagnosticIds.ImageNotFound, reference.ToString(), "there is no such image to copy. Check the reference.");
}
