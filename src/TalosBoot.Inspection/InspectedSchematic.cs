namespace TalosBoot.Inspection;

/// <summary>The schematic of an asset.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Text">The text, with secrets masked unless they were asked for; null where only the identifier is there, as in assets for older releases.</param>
public sealed record InspectedSchematic(string Id, string? Text);
