using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <summary>The blobs of a saved image. Each is hashed when it is opened, or read whole, for the first time.</summary>
internal sealed class LayoutBlobStore(IStoreFiles files, Func<Digest, string> path) : IBlobStore
{
    readonly ConcurrentDictionary<Digest, BlobSource> _verified = [];

    public string Name => files.Name;

    public async ValueTask<BlobSource> OpenAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var (blob, isVerified) = await OpenStoredAsync(descriptor, null, cancellationToken).ConfigureAwait(false);
        if (!isVerified)
        {
            BlobVerification.Check(descriptor, blob, files.Name, cancellationToken);
            NoteVerified(descriptor, blob);
        }

        return blob;
    }

    public ValueTask<StoredBlob> OpenStoredAsync(OciDescriptor descriptor, IProgress<long>? fetched, CancellationToken cancellationToken)
    {
        var isVerified = _verified.TryGetValue(descriptor.Digest, out var blob);
        blob ??= files.Find(path(descriptor.Digest)) ?? throw new RegistryException(
            DiagnosticIds.BlobNotFound, files.Name, $"the blob {descriptor.Digest} is not there. Copy the image again, with all of its blobs.");
        BlobVerification.CheckSize(descriptor, blob.Length, files.Name);
        return ValueTask.FromResult(new StoredBlob(blob, isVerified));
    }

    public void NoteVerified(OciDescriptor descriptor, BlobSource blob) => _verified[descriptor.Digest] = blob;
}
