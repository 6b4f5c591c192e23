using TalosBoot.Archives.Trees;
using TalosBoot.Core.Versions;

namespace TalosBoot.Overlays;

/// <summary>What <see cref="TalosBootOptions.FindOverlay"/> is asked.</summary>
/// <param name="Name">The name of the overlay, such as <c>rpi_generic</c>.</param>
/// <param name="Image">The reference or path of its image.</param>
/// <param name="Architecture">The architecture of the machine.</param>
/// <param name="Version">The Talos version.</param>
/// <param name="Files">All files of the image.</param>
public sealed record OverlayRequest(string Name, string Image, Architecture Architecture, TalosVersion Version, FileTree Files);
