namespace TalosBoot.Inspection;

/// <summary>Something that is not the same in two assets.</summary>
/// <param name="Path">The parts from the asset to the innermost one that differs; empty for the asset itself.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Text">What differs, in words. What may be a secret is masked, unless it was asked for.</param>
public sealed record AssetDifference(string Path, AssetDifferenceKind Kind, string Text)
{
    /// <summary>A line: where, and what.</summary>
    public override string ToString() => Path.Length == 0 ? Text : $"{Path}: {Text}";
}
