using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Layouts;

/// <summary>Blobs that have just been hashed.</summary>
internal sealed class MemoryBlobStore(string name, IReadOnlyList<(OciDescriptor Descriptor, BlobSource Content)> blobs) : IBlobStore
{
    public string Name => name;

    public ValueTask<BlobSource> OpenAsync(OciDescriptor descriptor, CancellationToken cancellationToken)
    {
        var (_, content) = blobs.FirstOrDefault(blob => blob.Descriptor.Digest == descriptor.Digest);
        return content is not null
            ? ValueTask.FromResult(content)
            : throw new RegistryException(DiagnosticIds.BlobNotFound, name, $"the blob {descriptor.Digest} is not there. Save the image again.");
    }
}
