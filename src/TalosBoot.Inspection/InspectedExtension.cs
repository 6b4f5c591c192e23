namespace TalosBoot.Inspection;

/// <summary>A system extension.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Author">Who made it; may be empty.</param>
/// <param name="Description">What it is; may be empty.</param>
public sealed record InspectedExtension(string Path, string Name, string Version, string Author, string Description);
