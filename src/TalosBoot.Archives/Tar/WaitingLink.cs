namespace TalosBoot.Archives.Tar;

/// <summary>A hard link whose target was not there when the link was read.</summary>
/// <param name="Path">Where it is to be.</param>
/// <param name="Target">What it leads to.</param>
/// <param name="Member">The member that says so.</param>
internal sealed record WaitingLink(string Path, string Target, TarMember Member);
