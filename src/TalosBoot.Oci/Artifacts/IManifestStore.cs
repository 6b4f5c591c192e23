using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Artifacts;

/// <summary>Where images and their signatures lie together: a layout, a registry.</summary>
internal interface IManifestStore
{
    /// <summary>The manifest or index of a reference, or null when there is none.</summary>
    ValueTask<StoredManifest?> FindManifestAsync(ImageReference reference, CancellationToken cancellationToken);

    /// <summary>The manifests whose subject is an image.</summary>
    /// <param name="image">The image, by digest.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    ValueTask<IReadOnlyList<OciDescriptor>> ListReferrersAsync(ImageReference image, CancellationToken cancellationToken);

    /// <summary>A blob of an image's repository. Its size has been checked by the caller; its digest is verified here.</summary>
    ValueTask<byte[]> ReadBlobAsync(ImageReference image, OciDescriptor descriptor, CancellationToken cancellationToken);
}
