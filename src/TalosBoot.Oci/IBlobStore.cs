using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>Gives blobs by their descriptors, verified.</summary>
internal interface IBlobStore
{
    /// <summary>What messages call the store.</summary>
    string Name { get; }

    /// <summary>Opens a blob whose digest and size have been verified.</summary>
    ValueTask<BlobSource> OpenAsync(OciDescriptor descriptor, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a blob for a reader that reads it whole, and verifies it then where that has not been done: so that it is read once, and not twice. Its size
    /// has been verified. Where it has to be fetched, it is told how many bytes of it are there.
    /// </summary>
    async ValueTask<StoredBlob> OpenStoredAsync(OciDescriptor descriptor, IProgress<long>? fetched, CancellationToken cancellationToken) =>
        new(await OpenAsync(descriptor, cancellationToken).ConfigureAwait(false), IsVerified: true);

    /// <summary>Writes a blob to a file, which appears when it is complete. Digest and size are verified.</summary>
    async ValueTask SaveAsync(OciDescriptor descriptor, string path, CancellationToken cancellationToken)
    {
        var content = await OpenAsync(descriptor, cancellationToken).ConfigureAwait(false);
        await content.WriteToFileAsync(path, null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that a blob that was opened to be verified is what it should be.</summary>
    void NoteVerified(OciDescriptor descriptor, BlobSource blob)
    {
    }

    /// <summary>Looks whether a blob that was verified once has been damaged since, and if so, forgets it, so that it can be opened anew.</summary>
    ValueTask<bool> ForgetIfDamagedAsync(OciDescriptor descriptor, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
