using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Artifacts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <content>Signatures that lie in the layout beside what they sign.</content>
public sealed partial class OciLayout : IManifestStore
{
    async ValueTask<StoredManifest?> IManifestStore.FindManifestAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        var descriptor = reference.Digest is { } digest
            ? await _resolver.FindAsync(Index, digest, _name, cancellationToken).ConfigureAwait(false)
            : FindByName(reference);
        return descriptor is null ? null : await ReadManifestAsync(descriptor, cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<IReadOnlyList<OciDescriptor>> IManifestStore.ListReferrersAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var referrers = new List<OciDescriptor>();
        var candidates = Index.Manifests.Where(entry =>
            entry.MediaType == OciMediaTypes.Manifest && entry.Platform is null && entry.Size <= StoredManifest.MaximumReferrerLength);
        foreach (var entry in candidates.DistinctBy(entry => entry.Digest))
        {
            if (await IsAboutAsync(entry, image, cancellationToken).ConfigureAwait(false))
            {
                referrers.Add(entry);
            }
        }

        return referrers;
    }

    async ValueTask<byte[]> IManifestStore.ReadBlobAsync(ImageReference image, OciDescriptor descriptor, CancellationToken cancellationToken) =>
        (await _blobs.OpenAsync(descriptor, cancellationToken).ConfigureAwait(false)).ToArray();

    async ValueTask<StoredManifest> ReadManifestAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var bytes = await _resolver.ReadDocumentAsync(descriptor, _name, cancellationToken).ConfigureAwait(false);
        var mediaType = descriptor.MediaType is { Length: > 0 } told ? told : OciDocuments.GuessMediaType(bytes, _name);
        return new StoredManifest(descriptor.Digest, mediaType, bytes);
    }

    async ValueTask<bool> IsAboutAsync(OciDescriptor entry, ImageReference image, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await _resolver.ReadDocumentAsync(entry, _name, cancellationToken).ConfigureAwait(false);
            return OciDocuments.ReadManifest(bytes, _name).Subject?.Digest == image.Digest;
        }
        catch (TalosBootException exception) when (exception is RegistryException or ContentMismatchException)
        {
            // Something else in the layout that nobody asked for may be of any kind, damaged, or left out of a copy.
            return false;
        }
    }
}
