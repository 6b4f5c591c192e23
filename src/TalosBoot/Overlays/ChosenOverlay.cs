namespace TalosBoot.Overlays;

/// <summary>An overlay, who installs it, and why.</summary>
/// <param name="Name">The name of the overlay.</param>
/// <param name="Overlay">The overlay.</param>
/// <param name="Provider">Who installs it.</param>
/// <param name="Reason">Why, as a sentence.</param>
internal sealed record ChosenOverlay(string Name, IOverlay Overlay, OverlayProvider Provider, string Reason);
