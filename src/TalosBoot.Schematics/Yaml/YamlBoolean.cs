namespace TalosBoot.Schematics.Yaml;

/// <summary>A boolean.</summary>
/// <param name="Value">The value.</param>
public sealed record YamlBoolean(bool Value) : YamlValue;
