namespace TalosBoot.Yaml.Scalars;

/// <summary>A plain scalar as the Go library resolves it: its type and its value (schematic.md 9).</summary>
/// <param name="Type">The type.</param>
/// <param name="Boolean">The value of a boolean.</param>
/// <param name="Integer">The value of an integer, from -2^63 to 2^64-1.</param>
/// <param name="Float">The value of a float.</param>
/// <param name="Timestamp">The value of a timestamp.</param>
internal readonly record struct ImplicitScalar(
    YamlImplicitType Type, bool Boolean = false, Int128 Integer = default, double Float = 0, YamlTimestamp? Timestamp = null)
{
    static readonly ImplicitScalar Text = new(YamlImplicitType.Text);
    static readonly ImplicitScalar Null = new(YamlImplicitType.Null);
    static readonly ImplicitScalar Merge = new(YamlImplicitType.Merge);
    static readonly ImplicitScalar True = new(YamlImplicitType.Boolean, Boolean: true);
    static readonly ImplicitScalar False = new(YamlImplicitType.Boolean);

    public static ImplicitScalar Resolve(ReadOnlySpan<char> text, GoYamlRules rules)
    {
        if (text.IsEmpty)
        {
            return Null;
        }

        return text[0] switch
        {
            'n' or 'N' or 't' or 'T' or 'f' or 'F' or '~' or '<' => ResolveWord(text),
            '.' => ResolvePoint(text),
            (>= '0' and <= '9') or '+' or '-' => ResolveNumber(text, rules),
            _ => Text,
        };
    }

    static ImplicitScalar ResolveWord(ReadOnlySpan<char> text) => text switch
    {
        "true" or "True" or "TRUE" => True,
        "false" or "False" or "FALSE" => False,
        "~" or "null" or "Null" or "NULL" => Null,
        "<<" => Merge,
        _ => Text,
    };

    static ImplicitScalar ResolvePoint(ReadOnlySpan<char> text) => text switch
    {
        ".nan" or ".NaN" or ".NAN" => OfFloat(double.NaN),
        ".inf" or ".Inf" or ".INF" => OfFloat(double.PositiveInfinity),
        _ => GoNumber.TryPointFloat(text, out var value) ? OfFloat(value) : Text,
    };

    static ImplicitScalar ResolveNumber(ReadOnlySpan<char> text, GoYamlRules rules)
    {
        if (text is "+.inf" or "+.Inf" or "+.INF")
        {
            return OfFloat(double.PositiveInfinity);
        }

        if (text is "-.inf" or "-.Inf" or "-.INF")
        {
            return OfFloat(double.NegativeInfinity);
        }

        if (text is "-0" or "-0.0" && !rules.ReadsNegativeZeroAsInteger)
        {
            return OfFloat(-0.0);
        }

        if (YamlTimestamp.TryParse(text) is { } timestamp)
        {
            return new ImplicitScalar(YamlImplicitType.Timestamp, Timestamp: timestamp);
        }

        if (text.Contains('_'))
        {
            text = text.ToString().Replace("_", null, StringComparison.Ordinal);
        }

        return GoNumber.TryInteger(text, out var integer) ? OfInteger(integer)
            : GoNumber.TryFloat(text, out var value) ? OfFloat(value)
            : rules.ReadsSignAfterPrefix && GoNumber.TrySignAfterPrefix(text, out integer) ? OfInteger(integer)
            : Text;
    }

    static ImplicitScalar OfInteger(Int128 value) => new(YamlImplicitType.Integer, Integer: value);

    static ImplicitScalar OfFloat(double value) => new(YamlImplicitType.Float, Float: value);
}
