namespace TalosBoot.Factory.Client;

/// <summary>An official overlay of a Talos release.</summary>
/// <param name="Name">The name that schematics use, such as <c>rpi_generic</c>.</param>
/// <param name="Image">The repository of its container image, which schematics name too.</param>
/// <param name="Reference">The reference of the image.</param>
/// <param name="Digest">The digest of the image.</param>
public sealed record OverlayInfo(string Name, string Image, string Reference, string Digest);
