using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <summary>The <c>blobs</c> of an OCI layout. Each is hashed when it is opened for the first time.</summary>
internal sealed class LayoutBlobStore(IStoreFiles files) : IBlobStore
{
    readonly ConcurrentDictionary<Digest, BlobSource> _verified = [];

    public string Name => files.Name;

    public ValueTask<BlobSource> OpenAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        if (!_verified.TryGetValue(descriptor.Digest, out var blob))
        {
            blob = files.Find($"blobs/sha256/{descriptor.Digest.Hex}") ?? throw new RegistryException(
                DiagnosticIds.BlobNotFound, files.Name, $"the blob {descriptor.Digest} is not there. Copy the image again, with all of its blobs.");
            BlobVerification.Check(descriptor, blob, files.Name, cancellationToken);
            _verified[descriptor.Digest] = blob;
        }

        BlobVerification.CheckSize(descriptor, blob.Length, files.Name);
        return ValueTask.FromResult(blob);
    }
}
