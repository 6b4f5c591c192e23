namespace TalosBoot.Inspection;

/// <summary>An entry that a machine can be started with.</summary>
/// <param name="Path">Where it stands: the parts from the asset to the file, the asset left out.</param>
/// <param name="Loader">What shows it: <c>UKI</c> or <c>GRUB</c>, and <c>file</c> for a command line by itself.</param>
/// <param name="Title">Its title or name; null where it has none.</param>
/// <param name="CommandLine">The kernel command line, with secrets masked unless they were asked for.</param>
public sealed record InspectedBootEntry(string Path, string Loader, string? Title, string CommandLine);
