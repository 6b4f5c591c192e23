using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>Keeps blobs by their digests. Who implements it implements <see cref="GetAsync"/>, and as much of the rest as it can.</summary>
public interface IBlobCache
{
    /// <summary>Whether what is kept outlives this process. Then manifests are kept, too, and every blob goes through the cache. Default true.</summary>
    bool IsDurable => true;

    /// <summary>Whether it hashes what it fetches. Otherwise, the default, the streams that it is given do that.</summary>
    bool HashesDownloads => false;

    /// <summary>Gives a blob, which is fetched when it is not there.</summary>
    /// <param name="descriptor">Digest and size.</param>
    /// <param name="open">Opens the blob where it comes from. It may be called again, with the offset to go on from.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    /// <returns>The blob, whose digest and size have been verified.</returns>
    /// <exception cref="ContentMismatchException">What came is not what the digest (TB2101) or the size (TB2102) says.</exception>
    ValueTask<BlobSource> GetAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken = default);

    /// <summary>The same for a reader that reads the blob whole, and hashes it then where that has not been done: so that it is read once, and not twice.</summary>
    /// <inheritdoc cref="GetAsync"/>
    /// <returns>The blob, whose size has been verified.</returns>
    async ValueTask<StoredBlob> GetStoredAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken = default) =>
        new(await GetAsync(descriptor, open, cancellationToken).ConfigureAwait(false), IsVerified: true);

    /// <summary>Is told by a reader that a blob of <see cref="GetStoredAsync"/> has its digest.</summary>
    /// <param name="descriptor">Digest and size.</param>
    /// <param name="blob">The blob that was read.</param>
    void NoteVerified(OciDescriptor descriptor, BlobSource blob)
    {
    }

    /// <summary>Whether a blob is there.</summary>
    /// <param name="digest">The digest.</param>
    bool Has(Digest digest) => false;

    /// <summary>Gives a document that is there and has its digest; its size need not be known.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="limit">The most bytes; a longer one is not given.</param>
    /// <returns>The document, or null.</returns>
    byte[]? TryReadDocument(Digest digest, int limit) => null;

    /// <summary>Hashes a blob that is there, and forgets it when it is damaged.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="cancellationToken">Stops hashing.</param>
    /// <returns>Whether the blob was damaged, so that it can be fetched anew.</returns>
    ValueTask<bool> ForgetIfDamagedAsync(Digest digest, CancellationToken cancellationToken = default) => ValueTask.FromResult(false);
}
