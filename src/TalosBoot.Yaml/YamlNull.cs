namespace TalosBoot.Yaml;

/// <summary>The null value.</summary>
public sealed record YamlNull : YamlValue
{
    YamlNull()
    {
    }

    /// <summary>The null value.</summary>
    public static YamlNull Instance { get; } = new();

    /// <summary>The text <c>null</c>.</summary>
    public override string ToString() => "null";
}
