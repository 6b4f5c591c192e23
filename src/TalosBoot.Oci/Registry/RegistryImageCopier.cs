using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

/// <summary>Copies images from one repository to another as they are: with all of their platforms, and the same digests.</summary>
/// <param name="client">Talks to both registries.</param>
/// <param name="images">Where the images come from.</param>
public sealed class RegistryImageCopier(RegistryClient client, IContainerImageSource images)
{
    static readonly OciPlatform DefaultPlatform = new() { OperatingSystem = "linux", Architecture = "amd64" };

    readonly RegistryImageWriter _writer = new(client);

    /// <summary>Copies an image. What the target has already is not sent again, and blobs of the same registry are mounted.</summary>
    /// <param name="source">The image, or the index of several.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Stops the copying; the tag is written last.</param>
    /// <returns>The descriptor of what was copied.</returns>
    /// <exception cref="Core.Diagnostics.RegistryException">A registry refuses, or the index cannot be understood (TB2003).</exception>
    public async Task<OciDescriptor> CopyAsync(ImageReference source, ImageReference target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        var manifest = await client.GetManifestAsync(source, cancellationToken).ConfigureAwait(false);
        if (OciMediaTypes.IsIndex(manifest.Descriptor.MediaType))
        {
            foreach (var child in OciDocuments.ReadIndex(manifest.Content.Span, source.ToString()).Manifests)
            {
                await CopyChildAsync(child, source, target, cancellationToken).ConfigureAwait(false);
            }
        }
        else
        {
            await CopyChildAsync(manifest.Descriptor, source, target, cancellationToken).ConfigureAwait(false);
        }

        return await client.PushManifestAsync(target, manifest.Descriptor.MediaType, manifest.Content, cancellationToken).ConfigureAwait(false);
    }

    async Task CopyChildAsync(OciDescriptor child, ImageReference source, ImageReference target, CancellationToken cancellationToken)
    {
        var image = await images.ResolveAsync(source.WithDigest(child.Digest), child.Platform ?? DefaultPlatform, cancellationToken).ConfigureAwait(false);
        await _writer.PushAsync(image, target.WithDigest(child.Digest), source, cancellationToken).ConfigureAwait(false);
    }
}
