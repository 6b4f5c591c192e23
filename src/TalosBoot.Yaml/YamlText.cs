namespace TalosBoot.Yaml;

/// <summary>A text.</summary>
public sealed record YamlText : YamlValue
{
    /// <summary>Creates a text.</summary>
    /// <param name="value">The text. Bytes that are not UTF-8, which only a <c>!!binary</c> scalar can bring, stand as U+DC80 to
    /// U+DCFF.</param>
    public YamlText(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Value = value;
    }

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>The text.</summary>
    public override string ToString() => Value;
}
