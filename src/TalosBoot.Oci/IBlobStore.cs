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
}
