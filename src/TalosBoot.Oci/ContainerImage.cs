using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>A container image for one platform.</summary>
public sealed class ContainerImage
{
    const int ConcurrentLayers = 4;

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

    /// <summary>Opens all layers, several at the same time. Digests and sizes have been verified.</summary>
    internal async ValueTask<IReadOnlyList<BlobSource>> OpenLayersAsync(CancellationToken cancellationToken)
    {
        var contents = new BlobSource[Layers.Count];
        await Parallel.ForAsync(
            0, contents.Length, LayerParallelism(cancellationToken),
            async (index, token) => contents[index] = await Layers[index].OpenAsync(token).ConfigureAwait(false)).ConfigureAwait(false);
        return contents;
    }

    /// <summary>How many layers are fetched at the same time.</summary>
    internal static ParallelOptions LayerParallelism(CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = ConcurrentLayers, CancellationToken = cancellationToken };
}
