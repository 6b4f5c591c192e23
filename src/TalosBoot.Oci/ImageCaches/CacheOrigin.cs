using TalosBoot.Oci.Artifacts;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>Where the images of a cache come from. What a reference stands for is found, and verified, once; the rest is taken by digest.</summary>
internal sealed class CacheOrigin(IContainerImageSource images)
{
    readonly IVerifyingImageSource? _verifying = images as IVerifyingImageSource;
    readonly IContainerImageSource _images = (images as IVerifyingImageSource)?.Images ?? images;

    /// <summary>Whether the source tells indexes, and not just the image for a platform.</summary>
    public bool TellsManifests => _images is IManifestStore;

    /// <summary>The manifest or index of a reference as it is stored, or null when there is none.</summary>
    public async ValueTask<StoredManifest?> FindAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        if (_verifying is not null)
        {
            reference = reference.WithDigest(await _verifying.VerifyDigestAsync(reference, cancellationToken).ConfigureAwait(false));
        }

        return await FindPlainAsync(reference, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same, of something that belongs to an image that has been found.</summary>
    public async ValueTask<StoredManifest?> FindPlainAsync(ImageReference reference, CancellationToken cancellationToken) =>
        await ((IManifestStore)_images).FindManifestAsync(reference, cancellationToken).ConfigureAwait(false);

    public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken) =>
        _images.ResolveAsync(reference, platform, cancellationToken);
}
