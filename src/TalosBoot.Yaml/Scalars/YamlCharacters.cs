namespace TalosBoot.Yaml.Scalars;

/// <summary>
/// The classes of characters (docs/formats/schematic.md). Characters above U+FFFF are never printable, and arrive here as surrogates.
/// </summary>
internal static class YamlCharacters
{
    public const char ByteOrderMark = '\uFEFF';
    public const char NextLine = '\u0085';
    public const char LineSeparator = '\u2028';
    public const char ParagraphSeparator = '\u2029';

    public static bool IsBreak(char character) =>
        character is '\n' or '\r' or NextLine or LineSeparator or ParagraphSeparator;

    public static bool IsBlank(char character) => character is ' ' or '\t';

    public static bool IsPrintable(char character) => character switch
    {
        '\n' or (>= ' ' and <= '~') => true,
        < '\u00A0' => false,
        ByteOrderMark or (>= '\uD800' and <= '\uDFFF') or >= '\uFFFE' => false,
        _ => true,
    };

    /// <summary>Neither printable nor a tab: only double quotes can hold it.</summary>
    public static bool IsSpecial(char character) => character != '\t' && !IsPrintable(character);
}
