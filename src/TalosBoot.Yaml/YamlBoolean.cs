namespace TalosBoot.Yaml;

/// <summary>A boolean.</summary>
/// <param name="Value">The value.</param>
public sealed record YamlBoolean(bool Value) : YamlValue
{
    /// <summary>The text <c>true</c> or <c>false</c>.</summary>
    public override string ToString() => Value ? "true" : "false";
}
