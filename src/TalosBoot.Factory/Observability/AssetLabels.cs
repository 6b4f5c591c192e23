namespace TalosBoot.Factory.Observability;

/// <summary>What assets are counted by.</summary>
/// <param name="Architecture">Such as <c>amd64</c>.</param>
/// <param name="Kind">Such as <c>iso</c>.</param>
/// <param name="Version">Such as <c>1.12.0</c>.</param>
internal readonly record struct AssetLabels(string Architecture, string Kind, string Version);
