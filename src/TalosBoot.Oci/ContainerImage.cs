using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>A container image for one platform.</summary>
public sealed class ContainerImage
{
    /// <summary>What messages call the image: its reference, or where it was found.</summary>
    public required string Name { get; init; }

    /// <summary>The digest of the manifest.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The media type of the manifest.</summary>
    public required string MediaType { get; init; }

    /// <summary>The manifest.</summary>
    public required OciManifest Manifest { get; init; }

    /// <summary>The manifest as it is stored.</summary>
    public required ReadOnlyMemory<byte> ManifestBytes { get; init; }

    /// <summary>The configuration; without values when the image is an artifact whose configuration is none of an image.</summary>
    public required ImageConfig Config { get; init; }

    /// <summary>The configuration as it is stored.</summary>
    public required ReadOnlyMemory<byte> ConfigBytes { get; init; }

    /// <summary>The layers, lowest first.</summary>
    public required IReadOnlyList<ContainerLayer> Layers { get; init; }
}
