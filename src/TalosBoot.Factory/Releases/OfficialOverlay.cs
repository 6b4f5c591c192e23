namespace TalosBoot.Factory.Releases;

/// <summary>An overlay of the catalog.</summary>
/// <param name="Name">Its name, by which schematics name it.</param>
/// <param name="Repository">The repository of its image, such as <c>siderolabs/sbc-raspberrypi</c>.</param>
/// <param name="Reference">The reference with its tag, as the catalog has it.</param>
/// <param name="Digest">The digest of the image.</param>
internal sealed record OfficialOverlay(string Name, string Repository, string Reference, string Digest);
