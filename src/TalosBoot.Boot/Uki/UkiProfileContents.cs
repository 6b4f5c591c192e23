using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>A boot entry as a UKI has it.</summary>
/// <param name="Id">The identifier, such as <c>main</c>.</param>
/// <param name="Title">The title in the menu, or null.</param>
/// <param name="CommandLine">The command line that this entry boots with.</param>
/// <param name="Sections">The sections of the entry's own group, <c>.profile</c> first.</param>
public sealed record UkiProfileContents(string Id, string? Title, string CommandLine, IReadOnlyList<PeSection> Sections);
