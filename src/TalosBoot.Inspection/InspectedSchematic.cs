namespace TalosBoot.Inspection;

/// <summary>The schematic of an asset.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Text">The text; null where only the identifier is there, as in assets for older releases.</param>
public sealed record InspectedSchematic(string Id, string? Text);
