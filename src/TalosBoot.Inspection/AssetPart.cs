namespace TalosBoot.Inspection;

/// <summary>A part of an asset: a file, a partition, a section, or the asset itself.</summary>
/// <param name="Name">Its name within the part around it.</param>
/// <param name="Format">What it is, such as <c>FAT32</c>; <c>file</c> for what was not looked into.</param>
/// <param name="Length">Its length in bytes; null for what has none.</param>
/// <param name="Facts">What is to be said of it.</param>
/// <param name="Parts">What is in it, as far as it is of interest for booting.</param>
public sealed record AssetPart(string Name, string Format, long? Length, IReadOnlyList<AssetFact> Facts, IReadOnlyList<AssetPart> Parts);
