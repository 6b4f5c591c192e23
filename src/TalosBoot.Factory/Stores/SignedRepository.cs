using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;
using TalosBoot.Sigstore;

namespace TalosBoot.Factory.Stores;

/// <summary>Signs manifests in registries, and checks the signatures, with the key of the service (factory.md 10.7).</summary>
internal sealed class SignedRepository(RegistryClient client, ServiceKey key) : IDisposable
{
    readonly RegistryImageSource _images = new(client);
    readonly RegistryImageWriter _writer = new(client);

    /// <summary>Whether a manifest has a good signature of its own digest.</summary>
    /// <exception cref="RegistryException">The registry fails.</exception>
    public async Task<SignatureVerificationException?> VerifyAsync(ImageReference image, Digest digest, CancellationToken cancellationToken)
    {
        try
        {
            var source = new VerifiedImageSource(_images, new SignaturePolicy { Keys = [key.Key.PublicKey] });
            await source.VerifyAsync(image.WithDigest(digest), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (SignatureVerificationException exception)
        {
            return exception;
        }
    }

    public async Task SignAsync(ImageReference image, Digest digest, CancellationToken cancellationToken)
    {
        var signature = ImageSignatures.SignSimple(image, digest, key.Key, BuildClock.Default.ToDateTimeOffset());
        await _writer.PushAsync(signature, ImageSignatures.SimpleReference(image, digest), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _images.Dispose();
}
