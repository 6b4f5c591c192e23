using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Flattening;

/// <summary>What is to be checked while a layer is decompressed.</summary>
/// <param name="Subject">What messages call the layer.</param>
/// <param name="Stored">The digest of the layer as it is stored; null when it is verified already, or not known.</param>
/// <param name="Expanded">The digest of the layer when it is not compressed; null when it is not known.</param>
internal readonly record struct ExpectedDigests(string Subject, Digest? Stored, Digest? Expanded);
