using TalosBoot.Yaml.Reading;

namespace TalosBoot.Yaml;

/// <summary>What differs between the dialects, one row each: D1 to D10 of schematic.md 3.</summary>
internal static class GoYamlDialectRules
{
    /// <summary>D1: how the YAML 1.1 words are quoted.</summary>
    public static YamlScalarStyle ForcedQuotes(this GoYamlDialect dialect) =>
        dialect == GoYamlDialect.YamlV4Rc6 ? YamlScalarStyle.SingleQuoted : YamlScalarStyle.DoubleQuoted;

    /// <summary>D2: whether the merge indicator is quoted as a text.</summary>
    public static bool QuotesMergeIndicator(this GoYamlDialect dialect) => dialect != GoYamlDialect.YamlV301;

    /// <summary>D3: whether a text of white space and line feeds alone is a literal.</summary>
    public static bool WritesBlankTextAsLiteral(this GoYamlDialect dialect) => dialect == GoYamlDialect.YamlV301;

    /// <summary>D4: whether a literal that starts with a line break has an indentation hint.</summary>
    public static bool HintsAtLeadingBreak(this GoYamlDialect dialect) => dialect is GoYamlDialect.YamlV301 or GoYamlDialect.YamlV4Rc3;

    /// <summary>D5: whether a literal that starts with a line break loses it.</summary>
    public static bool LosesLeadingBreak(this GoYamlDialect dialect) => dialect == GoYamlDialect.YamlV301;

    /// <summary>D6: whether a plain <c>-0</c> is an integer.</summary>
    public static bool ReadsNegativeZeroAsInteger(this GoYamlDialect dialect) => dialect == GoYamlDialect.YamlV301;

    /// <summary>D7: whether <c>0b-1</c> and <c>0o+7</c> are integers.</summary>
    public static bool ReadsSignAfterPrefix(this GoYamlDialect dialect) => dialect == GoYamlDialect.YamlV301;

    /// <summary>D8: whether a plain timestamp is refused where a text is wanted.</summary>
    public static bool RefusesTimestampAsText(this GoYamlDialect dialect) => dialect == GoYamlDialect.YamlV4Rc6;

    /// <summary>D9: whether a number with a fraction is refused where an integer is wanted; otherwise it is cut.</summary>
    public static bool RefusesFractions(this GoYamlDialect dialect) => dialect is GoYamlDialect.YamlV4Rc6 or GoYamlDialect.YamlV4Rc4;
}
