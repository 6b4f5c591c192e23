using TalosBoot.Overlays;

namespace TalosBoot.Planning;

/// <summary>The overlay of a request, found and asked.</summary>
/// <param name="Chosen">The overlay, and who installs it.</param>
/// <param name="Options">What it told.</param>
/// <param name="Image">The image that its artifacts are taken from.</param>
internal sealed record PlannedOverlay(ChosenOverlay Chosen, OverlayOptions Options, OverlayImage Image);
