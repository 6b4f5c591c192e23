namespace TalosBoot.Inspection;

/// <summary>Something that is to be said of a part.</summary>
/// <param name="Name">What it is about, such as <c>label</c>.</param>
/// <param name="Value">What is so.</param>
public sealed record AssetFact(string Name, string Value);
