using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Releases;

/// <summary>The image of the talosctl programs of a version.</summary>
/// <param name="Digest">The digest of the image.</param>
/// <param name="Names">The names of the programs, and of whatever else is in it, in order.</param>
internal sealed record TalosctlImage(Digest Digest, IReadOnlyList<string> Names);
