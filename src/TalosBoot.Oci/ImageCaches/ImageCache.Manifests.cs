using TalosBoot.Oci.Artifacts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.ImageCaches;

/// <content>Signatures that were put into the cache with what they sign.</content>
public sealed partial class ImageCache : IManifestStore
{
    ValueTask<StoredManifest?> IManifestStore.FindManifestAsync(ImageReference reference, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(reference)?.Manifest);

    /// <summary>A cache has no list of referrers but the one of the tag that registries without such lists use.</summary>
    ValueTask<IReadOnlyList<OciDescriptor>> IManifestStore.ListReferrersAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var list = Find(ImageReference.Parse($"{image.Registry}/{image.Repository}:sha256-{image.Digest!.Value.Hex}"))?.Manifest;
        return ValueTask.FromResult(
            list is not null && OciMediaTypes.IsIndex(list.MediaType) ? OciDocuments.ReadIndex(list.Bytes, image.ToString()).Manifests : []);
    }

    async ValueTask<byte[]> IManifestStore.ReadBlobAsync(ImageReference image, OciDescriptor descriptor, CancellationToken cancellationToken) =>
        (await Store(CachePaths.Folder(image)).OpenAsync(descriptor, cancellationToken).ConfigureAwait(false)).ToArray();
}
