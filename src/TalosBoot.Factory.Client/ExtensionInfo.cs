namespace TalosBoot.Factory.Client;

/// <summary>An official extension of a Talos release.</summary>
/// <param name="Name">The name that schematics use, such as <c>siderolabs/gvisor</c>.</param>
/// <param name="Reference">The reference of its container image.</param>
/// <param name="Digest">The digest of the image.</param>
/// <param name="Author">Who made it; may be empty.</param>
/// <param name="Description">What it is for; may be empty.</param>
public sealed record ExtensionInfo(string Name, string Reference, string Digest, string Author, string Description);
