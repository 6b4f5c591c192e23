namespace TalosBoot.Inspection;

/// <summary>A part that was not looked into.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Reason">Why: what is wrong with it, or what would have to be read.</param>
/// <param name="DiagnosticId">The id of what is wrong; null where nothing is.</param>
public sealed record InspectedOmission(string Path, string Reason, string? DiagnosticId);
