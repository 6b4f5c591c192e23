namespace TalosBoot.Yaml.Reading;

/// <summary>What a YAML document may ask for. What is over a limit is refused before it costs memory or time.</summary>
/// <param name="Length">The length of the input in bytes, or of a text in UTF-16 units.</param>
/// <param name="Depth">How deep mappings and sequences may be nested.</param>
/// <param name="Nodes">How many nodes there may be, those that aliases repeat included.</param>
/// <param name="Characters">How many characters the scalars may have together, those that aliases repeat included.</param>
internal readonly record struct YamlLimits(int Length, int Depth, int Nodes, int Characters)
{
    public static YamlLimits Default { get; } = new(1024 * 1024, YamlValue.MaximumDepth, 20_000, 4 * 1024 * 1024);
}
