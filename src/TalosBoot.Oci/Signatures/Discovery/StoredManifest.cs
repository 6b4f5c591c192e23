using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Signatures.Discovery;

/// <summary>A manifest or index as it is stored.</summary>
internal sealed record StoredManifest(Digest Digest, string MediaType, byte[] Bytes);
