using TalosBoot.Core.Content;
using TalosBoot.Sigstore;

namespace TalosBoot;

/// <summary>A container image that an asset was made from.</summary>
/// <param name="Name">The reference, the path, or the name that was given to what lay in memory.</param>
public sealed record BootAssetInput(string Name)
{
    /// <summary>The digest of the manifest of the image for the architecture of the asset; null for an archive or a tree.</summary>
    public Digest? Digest { get; init; }

    /// <summary>
    /// Who vouched for it, as <see cref="TalosBootOptions.SignaturePolicy"/> asks; null when no policy was set, and for archives, trees and images that
    /// were given in memory: for those, their giver vouches.
    /// </summary>
    public VerifiedSignature? Signature { get; init; }
}
