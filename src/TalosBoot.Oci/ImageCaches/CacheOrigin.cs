using TalosBoot.Oci.Signatures;
using TalosBoot.Oci.Signatures.Discovery;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>Where the images of a cache come from. What a reference stands for is found, and verified, once; the rest is taken by digest.</summary>
internal sealed class CacheOrigin(IContainerImageSource images)
{
    readonly VerifiedImageSource? _verified = images as VerifiedImageSource;
    readonly IContainerImageSource _images = (images as VerifiedImageSource)?.Images ?? images;

    /// <summary>Whether the source tells indexes, and not just the image for a platform.</summary>
    public bool TellsManifests => _images is ISignatureStore;

    /// <summary>The manifest or index of a reference as it is stored, or null when there is none.</summary>
    public async ValueTask<StoredManifest?> FindAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        if (_verified is not null)
        {
            var signature = await _verified.VerifyAsync(reference, cancellationToken).ConfigureAwait(false);
            reference = reference.WithDigest(signature.Digest);
        }

        return await FindPlainAsync(reference, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same, of something that belongs to an image that has been found.</summary>
    public async ValueTask<StoredManifest?> FindPlainAsync(ImageReference reference, CancellationToken cancellationToken) =>
        await ((ISignatureStore)_images).FindManifestAsync(reference, cancellationToken).ConfigureAwait(false);

    public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, Platform platform, CancellationToken cancellationToken) =>
        _images.ResolveAsync(reference, platform, cancellationToken);
}
