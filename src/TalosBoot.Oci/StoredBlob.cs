using TalosBoot.Core.Content;

namespace TalosBoot.Oci;

/// <summary>A blob of a store.</summary>
/// <param name="Content">The content, of the right size.</param>
/// <param name="IsVerified">Whether it has been hashed. If not, its reader does that.</param>
public readonly record struct StoredBlob(BlobSource Content, bool IsVerified);
