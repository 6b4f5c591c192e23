using TalosBoot.Yaml;

namespace TalosBoot.Profiles;

/// <summary>The overlay of a single-board computer.</summary>
public sealed record ProfileOverlay
{
    const string DefaultName = "default";

    /// <summary>The name of the overlay in its image; empty stands for <c>default</c>.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>The image that holds the overlay.</summary>
    public ContainerAsset Image { get; init; } = ContainerAsset.None;

    /// <summary>The name that counts.</summary>
    internal string EffectiveName => Name.Length == 0 ? DefaultName : Name;

    /// <summary>What the overlay is told.</summary>
    public YamlMapping Options { get; init; } = YamlMapping.Empty;
}
