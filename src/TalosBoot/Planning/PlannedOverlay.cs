using TalosBoot.Overlays;
using TalosBoot.Yaml;

namespace TalosBoot.Planning;

/// <summary>The overlay of a request, found and asked.</summary>
/// <param name="Chosen">The overlay, and who installs it.</param>
/// <param name="Told">What it told.</param>
/// <param name="ImageName">The image that its artifacts are taken from, for messages.</param>
/// <param name="OpenArtifactsAsync">Opens its artifacts.</param>
internal sealed record PlannedOverlay(
    ChosenOverlay Chosen, OverlayOptions Told, string ImageName, Func<CancellationToken, Task<ArtifactTree>> OpenArtifactsAsync)
{
    /// <summary>The options of the user.</summary>
    public YamlMapping Options { get; init; } = YamlMapping.Empty;
}
