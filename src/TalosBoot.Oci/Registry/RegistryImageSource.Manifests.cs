using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

/// <content>Signatures that lie in the repository of what they sign.</content>
public sealed partial class RegistryImageSource : IManifestStore
{
    async ValueTask<StoredManifest?> IManifestStore.FindManifestAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        try
        {
            var manifest = await _client.GetManifestAsync(reference, cancellationToken).ConfigureAwait(false);
            return new StoredManifest(manifest.Descriptor.Digest, manifest.Descriptor.MediaType, manifest.Content.ToArray());
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.ImageNotFound)
        {
            return null;
        }
    }

    async ValueTask<IReadOnlyList<OciDescriptor>> IManifestStore.ListReferrersAsync(ImageReference image, CancellationToken cancellationToken) =>
        await _client.ListReferrersAsync(image, null, cancellationToken).ConfigureAwait(false);

    async ValueTask<byte[]> IManifestStore.ReadBlobAsync(ImageReference image, OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var stream = await _client.OpenBlobAsync(image, descriptor.Digest, descriptor.Size, 0, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var content = new byte[descriptor.Size];
            await stream.ReadExactlyAsync(content, cancellationToken).ConfigureAwait(false);

            // The digest is compared by the read that finds the end.
            await stream.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
            return content;
        }
    }
}
