using TalosBoot.Oci;

namespace TalosBoot.Inspection.Opening;

/// <summary>A container image.</summary>
/// <param name="parent">The part around it; null for the asset.</param>
/// <param name="name">Its name there.</param>
/// <param name="image">The image.</param>
internal sealed class ImagePart(Part? parent, string name, ContainerImage image) : Part(parent, name)
{
    public ContainerImage Image => image;

    public override long? Length => image.Layers.Aggregate(0L, (sum, layer) => layer.Descriptor.Size > long.MaxValue - sum ? long.MaxValue : sum + layer.Descriptor.Size);
}
