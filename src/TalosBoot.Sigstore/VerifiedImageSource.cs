using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Sigstore.Discovery;

namespace TalosBoot.Sigstore;

/// <summary>
/// Gives images of another source whose signatures a policy accepts, and no others. The signature is that of what the reference stands for, which for
/// images of several platforms is the index, and the image is then taken by that digest.
/// </summary>
public sealed class VerifiedImageSource : IVerifyingImageSource
{
    readonly IContainerImageSource _images;
    readonly ImageSignatureVerifier _verifier;

    /// <summary>Wraps a source.</summary>
    /// <param name="images">The images with their signatures: an OCI layout or a registry.</param>
    /// <param name="policy">Whose signatures are accepted.</param>
    /// <exception cref="ArgumentException">The source cannot hold signatures, or the policy accepts nobody.</exception>
    public VerifiedImageSource(IContainerImageSource images, SignaturePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(policy);
        _images = images;
        _verifier = new ImageSignatureVerifier(
            images as IManifestStore ?? throw new ArgumentException("The source does not hold signatures. Use an OCI layout or a registry.", nameof(images)),
            policy.Checked());
    }

    IContainerImageSource IVerifyingImageSource.Images => _images;

    /// <inheritdoc/>
    /// <exception cref="SignatureVerificationException">No signature of the image is accepted (TB22xx).</exception>
    public async ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default)
    {
        var signature = await VerifyAsync(reference, cancellationToken).ConfigureAwait(false);
        return await _images.ResolveAsync(reference.WithDigest(signature.Digest), platform, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the signature of an image that the policy accepts.</summary>
    /// <param name="reference">The image.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="SignatureVerificationException">No signature of the image is accepted (TB22xx).</exception>
    /// <exception cref="RegistryException">There is no such image (TB2002), or the source fails.</exception>
    public ValueTask<VerifiedSignature> VerifyAsync(ImageReference reference, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return _verifier.VerifyAsync(reference, cancellationToken);
    }

    async ValueTask<Digest> IVerifyingImageSource.VerifyDigestAsync(ImageReference reference, CancellationToken cancellationToken) =>
        (await VerifyAsync(reference, cancellationToken).ConfigureAwait(false)).Digest;
}
