using System.Buffers;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Writing;

/// <summary>Writes one text in a style that it allows (schematic.md 8.4 to 8.6).</summary>
internal readonly ref struct GoScalarWriter(Utf8Output output, GoYamlWriterOptions options, int continuationColumn, bool mayFold)
{
    const string UpperHex = "0123456789ABCDEF";
    static readonly SearchValues<char> Breaks = SearchValues.Create("\n\r\u0085\u2028\u2029");
    static readonly SearchValues<char> PlainInsideDoubleQuotes =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Except(['"', '\\'])]);

    readonly bool _folds = mayFold && options.Width is not null;

    public void Write(string text, YamlScalarStyle style)
    {
        switch (style)
        {
            case YamlScalarStyle.Plain:
                Plain(text);
                break;
            case YamlScalarStyle.SingleQuoted:
                SingleQuoted(text);
                break;
            case YamlScalarStyle.Literal:
                Literal(text);
                break;
            default:
                DoubleQuoted(text);
                break;
        }
    }

    public void Plain(string text)
    {
        if (!_folds)
        {
            output.Text(text);
            return;
        }

        for (var index = 0; index < text.Length;)
        {
            if (text[index] == ' ' && (index == 0 || text[index - 1] != ' ') && FoldsAt(text, index, spaceMayFollow: false))
            {
                NewLine();
                index++;
                continue;
            }

            index = CopyUpToSpace(text, index);
        }
    }

    void SingleQuoted(string text)
    {
        output.Byte('\'');
        var afterBreak = false;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (_folds && character == ' ' && index > 0 && index < text.Length - 1 && text[index - 1] != ' '
                && FoldsAt(text, index, spaceMayFollow: false))
            {
                NewLine();
                continue;
            }

            var isBreak = YamlCharacters.IsBreak(character);
            if (afterBreak && !isBreak)
            {
                output.Spaces(continuationColumn);
            }

            if (character == '\'')
            {
                output.Byte('\'');
            }

            output.Text(text.AsSpan(index, 1));
            afterBreak = isBreak;
        }

        output.Byte('\'');
    }

    void DoubleQuoted(string text)
    {
        output.Byte('"');
        if (!_folds && !text.AsSpan().ContainsAnyExcept(PlainInsideDoubleQuotes))
        {
            output.Text(text);
            output.Byte('"');
            return;
        }

        // The library asks at the start of the text, not at the character, whether there is a byte order mark.
        var escapesAll = text.StartsWith(YamlCharacters.ByteOrderMark);
        var afterSpace = false;
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (escapesAll || !YamlCharacters.IsPrintable(character) || YamlCharacters.IsBreak(character) || character is '"' or '\\')
            {
                index += Escape(text, index);
                afterSpace = false;
                continue;
            }

            var isSpace = character == ' ';
            if (_folds && isSpace && !afterSpace && index > 0 && index < text.Length - 1 && FoldsAt(text, index, spaceMayFollow: true))
            {
                NewLine();
                if (text[index + 1] == ' ')
                {
                    output.Byte('\\');
                }
            }
            else
            {
                output.Text(text.AsSpan(index, 1));
            }

            afterSpace = isSpace;
        }

        output.Byte('"');
    }

    void Literal(string text)
    {
        output.Byte('|');
        var startsWithBreak = YamlCharacters.IsBreak(text[0]);
        if (text[0] == ' ' || (startsWithBreak && options.Rules.HintsAtLeadingBreak))
        {
            output.Byte((char)('0' + options.Indent));
        }

        if (!YamlCharacters.IsBreak(text[^1]))
        {
            output.Byte('-');
        }
        else if (text.Length == 1 || YamlCharacters.IsBreak(text[^2]))
        {
            output.Byte('+');
        }

        if (!startsWithBreak || !options.Rules.LosesLeadingBreak)
        {
            output.Byte('\n');
        }

        LiteralBody(text);
    }

    void LiteralBody(ReadOnlySpan<char> text)
    {
        var atLineStart = true;
        while (!text.IsEmpty)
        {
            var isBreak = YamlCharacters.IsBreak(text[0]);
            var end = isBreak ? text.IndexOfAnyExcept(Breaks) : text.IndexOfAny(Breaks);
            var run = text[..(end < 0 ? text.Length : end)];
            if (atLineStart && !isBreak)
            {
                output.Spaces(continuationColumn);
            }

            output.Text(run);
            atLineStart = isBreak;
            text = text[run.Length..];
        }
    }

    /// <summary>Writes the escape of the character at a place.</summary>
    /// <returns>How many characters more than one were used.</returns>
    int Escape(string text, int index)
    {
        output.Byte('\\');
        var character = text[index];
        if (ShortEscape(character) is { } letter)
        {
            output.Byte(letter);
            return 0;
        }

        var isPair = index + 1 < text.Length && char.IsSurrogatePair(character, text[index + 1]);
        var code = isPair ? char.ConvertToUtf32(text, index) : char.IsSurrogate(character) ? 0xFFFD : character;
        var (mark, digits) = code <= 0xFF ? ('x', 2) : code <= 0xFFFF ? ('u', 4) : ('U', 8);
        output.Byte(mark);
        for (var shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            output.Byte(UpperHex[(code >> shift) & 0xF]);
        }

        return isPair ? 1 : 0;
    }

    static char? ShortEscape(char character) => character switch
    {
        '\0' => '0',
        '\a' => 'a',
        '\b' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\v' => 'v',
        '\f' => 'f',
        '\r' => 'r',
        '\e' => 'e',
        '"' => '"',
        '\\' => '\\',
        YamlCharacters.NextLine => 'N',
        '\u00A0' => '_',
        YamlCharacters.LineSeparator => 'L',
        YamlCharacters.ParagraphSeparator => 'P',
        _ => null,
    };

    bool FoldsAt(string text, int index, bool spaceMayFollow) =>
        (spaceMayFollow || index + 1 == text.Length || text[index + 1] != ' ') && output.Column > options.Width;

    int CopyUpToSpace(string text, int index)
    {
        var end = text.IndexOf(' ', index + 1);
        end = end < 0 ? text.Length : end;
        output.Text(text.AsSpan(index, end - index));
        return end;
    }

    void NewLine()
    {
        output.Byte('\n');
        output.Spaces(continuationColumn);
    }
}
