using TalosBoot.Yaml;

namespace TalosBoot.Profiles;

/// <summary>The overlay of a single-board computer.</summary>
public sealed record ProfileOverlay
{
    /// <summary>The name of the overlay in its image; empty stands for <c>default</c>.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The image that holds the overlay.</summary>
    public ContainerAsset Image { get; init; } = ContainerAsset.None;

    /// <summary>What the overlay is told.</summary>
    public YamlMapping Options { get; init; } = YamlMapping.Empty;
}
