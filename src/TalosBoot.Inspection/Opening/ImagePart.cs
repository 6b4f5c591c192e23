using TalosBoot.Core.Content;
using TalosBoot.Oci;

namespace TalosBoot.Inspection.Opening;

/// <summary>A container image.</summary>
/// <param name="parent">The part around it; null for the asset.</param>
/// <param name="name">Its name there.</param>
/// <param name="digest">The digest of its manifest.</param>
/// <param name="resolve">Reads its manifest, which may be missing or damaged.</param>
internal sealed class ImagePart(Part? parent, string name, Digest digest, Func<CancellationToken, ValueTask<ContainerImage>> resolve) : Part(parent, name)
{
    ContainerImage? _image;

    /// <summary>An image whose manifest was read already.</summary>
    public ImagePart(Part? parent, string name, ContainerImage image)
        : this(parent, name, image.Digest, _ => ValueTask.FromResult(image)) => _image = image;

    public Digest Digest => digest;

    /// <summary>The length of its layers as they are stored; null until its manifest was read.</summary>
    public override long? Length =>
        _image?.Layers.Aggregate(0L, (sum, layer) => layer.Descriptor.Size > long.MaxValue - sum ? long.MaxValue : sum + layer.Descriptor.Size);

    /// <summary>Reads its manifest.</summary>
    public async ValueTask<ContainerImage> ResolveAsync(CancellationToken cancellationToken) =>
        _image ??= await resolve(cancellationToken).ConfigureAwait(false);
}
