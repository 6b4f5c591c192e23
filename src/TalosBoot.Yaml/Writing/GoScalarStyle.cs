using System.Buffers;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Writing;

/// <summary>The style in which Go's library writes a text (schematic.md 8.2 and 8.3).</summary>
internal static class GoScalarStyle
{
    static readonly SearchValues<char> DigitsAndUnderscore = SearchValues.Create("0123456789_");

    public static YamlScalarStyle Choose(string text, in ScalarAnalysis analysis, bool isSimpleKey, GoYamlRules rules)
    {
        var style = Wanted(text, analysis, rules);
        if (isSimpleKey && (analysis.HasBreak || style == YamlScalarStyle.Literal))
        {
            return YamlScalarStyle.DoubleQuoted;
        }

        if (style == YamlScalarStyle.Plain && !analysis.AllowsPlain)
        {
            style = YamlScalarStyle.SingleQuoted;
        }

        return style switch
        {
            YamlScalarStyle.SingleQuoted when !analysis.AllowsSingleQuoted => YamlScalarStyle.DoubleQuoted,
            YamlScalarStyle.Literal when !analysis.AllowsLiteral => YamlScalarStyle.DoubleQuoted,
            _ => style,
        };
    }

    static YamlScalarStyle Wanted(string text, in ScalarAnalysis analysis, GoYamlRules rules) =>
        analysis.HasLineFeed
            ? analysis.HasVisibleCharacter || rules.WritesBlankTextAsLiteral ? YamlScalarStyle.Literal : YamlScalarStyle.DoubleQuoted
            : IsForced(text, rules) ? rules.ForcedQuotes
            : ImplicitScalar.Resolve(text, rules).Type is YamlImplicitType.Text or YamlImplicitType.Merge ? YamlScalarStyle.Plain
            : YamlScalarStyle.DoubleQuoted;

    /// <summary>The words and numbers of YAML 1.1 that older readers would not take for texts.</summary>
    static bool IsForced(string text, GoYamlRules rules) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => true,
        "<<" => rules.QuotesMergeIndicator,
        _ => IsBase60(text),
    };

    /// <summary>
    /// An optional sign, a digit, digits and underscores, then groups of a colon and a number below 60, then an optional fraction.
    /// </summary>
    static bool IsBase60(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && text[0] is '+' or '-')
        {
            text = text[1..];
        }

        if (text.IsEmpty || !char.IsAsciiDigit(text[0]))
        {
            return false;
        }

        var position = 1 + LengthOf(text[1..]);
        var groups = 0;
        while (position + 1 < text.Length && text[position] == ':' && char.IsAsciiDigit(text[position + 1]))
        {
            var hasTwoDigits = text[position + 1] <= '5' && position + 2 < text.Length && char.IsAsciiDigit(text[position + 2]);
            position += hasTwoDigits ? 3 : 2;
            groups++;
        }

        return groups > 0
            && (position == text.Length || (text[position] == '.' && position + 1 + LengthOf(text[(position + 1)..]) == text.Length));
    }

    /// <summary>How many digits and underscores there are.</summary>
    static int LengthOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExcept(DigitsAndUnderscore);
        return end < 0 ? text.Length : end;
    }
}
