using TalosBoot.Core.Content;
using TalosBoot.Oci;
using TalosBoot.Profiles;

namespace TalosBoot.Inputs;

/// <summary>A container image that was found and, where a policy asks for it, vouched for. Its content is not read yet.</summary>
/// <param name="Input">What is told of it.</param>
internal sealed record FoundImage(BootAssetInput Input)
{
    /// <summary>The image; null for a tree or an archive of one.</summary>
    public ContainerImage? Image { get; init; }

    /// <summary>What lies in memory as a tree or an archive; null for an image.</summary>
    public InMemoryImage? Memory { get; init; }

    /// <summary>What messages call it.</summary>
    public string Name => Input.Name;

    /// <summary>The digests of its layers, lowest first, when they are known and verified by reading them; otherwise empty.</summary>
    public IReadOnlyList<Digest> Layers => Image is null ? [] : [.. Image.Layers.Select(layer => layer.Descriptor.Digest)];
}
