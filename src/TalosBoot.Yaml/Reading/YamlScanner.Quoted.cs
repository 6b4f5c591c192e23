using System.Buffers;
using System.Globalization;
using System.Text;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <content>Quoted scalars.</content>
internal sealed partial class YamlScanner
{
    const string QuotedContext = "while scanning a quoted scalar";
    static readonly SearchValues<char> EndsQuotedWord = SearchValues.Create("'\"\\ \t\n\r\u0085\u2028\u2029");
    static readonly SearchValues<char> EndsDoubleQuotedRun = SearchValues.Create("\"\\\n\r\u0085\u2028\u2029");
    static readonly SearchValues<char> EndsSingleQuotedRun = SearchValues.Create("'\n\r\u0085\u2028\u2029");

    void FetchQuoted(YamlScalarStyle style)
    {
        SaveSimpleKey();
        _allowsSimpleKey = false;
        var start = Mark;
        Skip();
        var isDouble = style == YamlScalarStyle.DoubleQuoted;
        var value = TrySimpleQuoted(isDouble) ?? ScanQuoted(start, isDouble);
        Skip();
        _tokens.Add(new YamlToken(YamlTokenKind.Scalar, start, Mark, value, string.Empty, style));
    }

    /// <summary>The text up to the closing quote, when it is on this line and nothing needs care before it.</summary>
    string? TrySimpleQuoted(bool isDouble)
    {
        var rest = text.AsSpan(_position);
        var end = rest.IndexOfAny(isDouble ? EndsDoubleQuotedRun : EndsSingleQuotedRun);
        if (end < 0 || rest[end] != (isDouble ? '"' : '\'') || (!isDouble && end + 1 < rest.Length && rest[end + 1] == '\''))
        {
            return null;
        }

        var value = rest[..end].ToString();
        Advance(end);
        return value;
    }

    string ScanQuoted(YamlMark start, bool isDouble)
    {
        var quote = isDouble ? '"' : '\'';
        _builder.Clear();
        while (true)
        {
            if (IsDocumentIndicator('-') || IsDocumentIndicator('.'))
            {
                throw Error(QuotedContext, start, "found unexpected document indicator");
            }

            if (_position == text.Length)
            {
                throw Error(QuotedContext, start, "found unexpected end of stream");
            }

            var isContinued = ScanQuotedWord(start, isDouble);
            if (At(0) == quote)
            {
                return _builder.ToString();
            }

            FoldQuotedBlanks(isContinued);
        }
    }

    /// <summary>Takes characters up to a blank, a break or the closing quote.</summary>
    /// <returns>Whether it ended with an escaped line break.</returns>
    bool ScanQuotedWord(YamlMark start, bool isDouble)
    {
        while (!IsBlankOrEnd(0))
        {
            var character = At(0);
            if (!isDouble && character == '\'')
            {
                if (At(1) != '\'')
                {
                    return false;
                }

                _builder.Append('\'');
                Skip(2);
            }
            else if (isDouble && character == '"')
            {
                return false;
            }
            else if (isDouble && character == '\\')
            {
                if (YamlCharacters.IsBreak(At(1)))
                {
                    Skip();
                    SkipBreak();
                    return true;
                }

                ScanEscape(start);
            }
            else
            {
                var length = Math.Max(1, LengthUntil(EndsQuotedWord));
                _builder.Append(text, _position, length);
                Advance(length);
            }
        }

        return false;
    }

    void FoldQuotedBlanks(bool isContinued)
    {
        var blanksStart = _position;
        _breaks.Clear();
        while (_position < text.Length && IsBlankOrEnd(0))
        {
            if (YamlCharacters.IsBreak(At(0)))
            {
                _breaks.Append(SkipBreak());
            }
            else
            {
                Skip();
            }
        }

        if (isContinued)
        {
            _builder.Append(_breaks);
        }
        else if (_breaks.Length == 0)
        {
            _builder.Append(text, blanksStart, _position - blanksStart);
        }
        else
        {
            AppendBreaks();
        }
    }

    void ScanEscape(YamlMark start)
    {
        var digits = 0;
        switch (At(1))
        {
            case '0': _builder.Append('\0'); break;
            case 'a': _builder.Append('\a'); break;
            case 'b': _builder.Append('\b'); break;
            case 't' or '\t': _builder.Append('\t'); break;
            case 'n': _builder.Append('\n'); break;
            case 'v': _builder.Append('\v'); break;
            case 'f': _builder.Append('\f'); break;
            case 'r': _builder.Append('\r'); break;
            case 'e': _builder.Append('\e'); break;
            case ' ' or '"' or '\'' or '\\': _builder.Append(At(1)); break;
            case 'N': _builder.Append(YamlCharacters.NextLine); break;
            case '_': _builder.Append('\u00A0'); break;
            case 'L': _builder.Append(YamlCharacters.LineSeparator); break;
            case 'P': _builder.Append(YamlCharacters.ParagraphSeparator); break;
            case 'x': digits = 2; break;
            case 'u': digits = 4; break;
            case 'U': digits = 8; break;
            default: throw Error(QuotedContext, start, "found unknown escape character");
        }

        Skip(2);
        if (digits > 0)
        {
            ScanEscapeCode(start, digits);
        }
    }

    void ScanEscapeCode(YamlMark start, int digits)
    {
        var available = Math.Min(digits, text.Length - _position);
        if (available < digits
            || !uint.TryParse(text.AsSpan(_position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw Error(QuotedContext, start, "did not find expected hexadecimal number");
        }

        if (!Rune.IsValid(code))
        {
            throw Error(QuotedContext, start, "found invalid Unicode character escape code");
        }

        _builder.Append(new Rune(code).ToString());
        Skip(digits);
    }
}
