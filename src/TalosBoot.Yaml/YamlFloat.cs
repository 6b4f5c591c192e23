using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml;

/// <summary>
/// A floating-point number. It is written with the shortest digits that read back the same, a whole one without a fraction.
/// </summary>
/// <param name="Value">The value.</param>
public sealed record YamlFloat(double Value) : YamlValue
{
    /// <summary>The text that is written.</summary>
    public override string ToString() => GoNumber.Format(Value);
}
