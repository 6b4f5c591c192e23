namespace TalosBoot.Yaml;

/// <summary>
/// An untyped value, as the options of an overlay hold them: null, a scalar, a list or a mapping. Immutable, and equal by content.
/// </summary>
public abstract record YamlValue
{
    /// <summary>How deep lists and mappings may be nested.</summary>
    public const int MaximumDepth = 100;

    private protected YamlValue()
    {
    }

    /// <summary>How many levels of lists and mappings the value has: 0 for a scalar.</summary>
    internal virtual int Depth => 0;

    /// <summary>A text.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator YamlValue(string value) => FromText(value);

    /// <summary>A boolean.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator YamlValue(bool value) => FromBoolean(value);

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator YamlValue(long value) => FromInteger(value);

    /// <summary>A float.</summary>
    /// <param name="value">The value.</param>
    public static implicit operator YamlValue(double value) => FromFloat(value);

    /// <summary>A text.</summary>
    /// <param name="value">The text.</param>
    public static YamlValue FromText(string value) => new YamlText(value);

    /// <summary>A boolean.</summary>
    /// <param name="value">The value.</param>
    public static YamlValue FromBoolean(bool value) => new YamlBoolean(value);

    /// <summary>An integer.</summary>
    /// <param name="value">The value.</param>
    public static YamlValue FromInteger(long value) => new YamlInteger(value);

    /// <summary>A float.</summary>
    /// <param name="value">The value.</param>
    public static YamlValue FromFloat(double value) => new YamlFloat(value);

    private protected static int DepthAbove(int deepestChild) => deepestChild < MaximumDepth
        ? deepestChild + 1
        : throw new ArgumentException($"Lists and mappings are nested more than {MaximumDepth} levels deep.");
}
