using TalosBoot.Overlays;

namespace TalosBoot;

/// <summary>The overlay of an asset, and who installed it.</summary>
/// <param name="Name">The name of the overlay, such as <c>rpi_generic</c>.</param>
/// <param name="Provider">Who installed it.</param>
/// <param name="Reason">Why, as a sentence.</param>
public sealed record BootAssetOverlay(string Name, OverlayProvider Provider, string Reason);
