using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>Keeps blobs by their digests.</summary>
public interface IBlobCache
{
    /// <summary>Gives a blob, which is fetched when it is not there.</summary>
    /// <param name="descriptor">Digest and size.</param>
    /// <param name="open">Opens the blob where it comes from. It may be called again, with the offset to go on from.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <returns>The blob, whose digest and size have been verified.</returns>
    /// <exception cref="ContentMismatchException">What came is not what the digest (TB2101) or the size (TB2102) says.</exception>
    ValueTask<BlobSource> GetAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken = default);
}
