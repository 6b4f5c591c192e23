using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Writing;

/// <summary>Which styles a text allows, and what decides the wanted one (docs/formats/schematic.md).</summary>
internal readonly record struct ScalarAnalysis(
    bool HasBreak, bool HasLineFeed, bool HasVisibleCharacter, bool AllowsPlain, bool AllowsSingleQuoted, bool AllowsLiteral)
{
    public static ScalarAnalysis Of(string text)
    {
        if (text.Length == 0)
        {
            return new ScalarAnalysis(false, false, false, true, true, false);
        }

        var hasBreak = false;
        var hasLineFeed = false;
        var hasVisible = false;
        var hasTab = false;
        var hasSpecial = false;
        var hasIndicator = StartsLikeSyntax(text);
        var spaceAfterBreak = false;
        var spaceBeforeBreak = false;
        var previous = 'x';
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            var isBreak = YamlCharacters.IsBreak(character);
            hasBreak |= isBreak;
            hasLineFeed |= character == '\n';
            hasVisible |= !char.IsWhiteSpace(character);
            hasTab |= character == '\t';
            hasSpecial |= YamlCharacters.IsSpecial(character);
            spaceAfterBreak |= character == ' ' && index > 0 && YamlCharacters.IsBreak(previous);
            spaceBeforeBreak |= isBreak && index > 0 && previous == ' ';
            hasIndicator |= index > 0 && IsIndicatorInside(text, index, previous);
            previous = character;
        }

        var (first, last) = (text[0], text[^1]);
        var allowsPlain = !hasIndicator && !hasBreak && !hasTab && !hasSpecial && first != ' ' && last != ' ';
        var allowsSingle = !spaceAfterBreak && !spaceBeforeBreak && !hasTab && !hasSpecial;
        var allowsLiteral = last != ' ' && !spaceBeforeBreak && !hasSpecial;
        return new ScalarAnalysis(hasBreak, hasLineFeed, hasVisible, allowsPlain, allowsSingle, allowsLiteral);
    }

    static bool StartsLikeSyntax(string text) => text[0] switch
    {
        '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' => true,
        '?' or ':' => text.Length == 1 || YamlCharacters.IsBlank(text[1]),
        '-' => text.Length == 1 || YamlCharacters.IsBlank(text[1]) || text.StartsWith("---", StringComparison.Ordinal),
        '.' => text.StartsWith("...", StringComparison.Ordinal),
        _ => false,
    };

    static bool IsIndicatorInside(string text, int index, char previous) => text[index] switch
    {
        ':' => index + 1 == text.Length || YamlCharacters.IsBlank(text[index + 1]),
        '#' => YamlCharacters.IsBlank(previous) || YamlCharacters.IsBreak(previous) || previous == '\0',
        _ => false,
    };
}
