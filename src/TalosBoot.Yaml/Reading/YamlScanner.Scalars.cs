using System.Text;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <content>Plain and block scalars.</content>
internal sealed partial class YamlScanner
{
    const string BlockScalarContext = "while scanning a block scalar";
    const int UnknownIndent = -1;
    readonly StringBuilder _breaks = new();

    void FetchPlain()
    {
        SaveSimpleKey();
        _allowsSimpleKey = false;
        var start = Mark;
        var end = start;
        var segmentStart = _position;
        var segmentEnd = _position;
        var afterBreak = false;
        _builder.Clear();
        while (!IsDocumentIndicator('-') && !IsDocumentIndicator('.') && At(0) != '#')
        {
            if (!IsEndOfPlain())
            {
                if (afterBreak)
                {
                    AppendBreaks();
                    segmentStart = _position;
                }

                while (!IsEndOfPlain())
                {
                    // A stop that is not the end, such as a colon before a letter, is passed by itself.
                    Advance(Math.Max(1, LengthUntil(IsInFlow ? EndsPlainRunInFlow : EndsPlainRun)));
                }

                afterBreak = false;
                segmentEnd = _position;
                end = Mark;
            }

            if (_position == text.Length || !IsBlankOrEnd(0))
            {
                break;
            }

            if (SkipBlanksOfPlain(start, afterBreak) && !afterBreak)
            {
                _builder.Append(text, segmentStart, segmentEnd - segmentStart);
                segmentStart = segmentEnd;
                afterBreak = true;
            }

            if (!IsInFlow && _column <= _indent)
            {
                break;
            }
        }

        var last = text.AsSpan(segmentStart, segmentEnd - segmentStart);
        var value = _builder.Length == 0 ? last.ToString() : _builder.Append(last).ToString();
        _tokens.Add(new YamlToken(YamlTokenKind.Scalar, start, end, value));
        _allowsSimpleKey |= afterBreak;
    }

    bool IsEndOfPlain()
    {
        var character = At(0);
        return IsBlankOrEnd(0)
            || (character == ':' && IsBlankOrEnd(1))
            || (IsInFlow && character switch
            {
                ',' or '[' or ']' or '{' or '}' => true,
                '?' => rules.TakesAnyQuestionMarkInFlow || IsBlankOrEnd(1),
                ':' => rules.EndsFlowScalarAtColon && At(1) is ',' or ']' or '}',
                _ => false,
            });
    }

    /// <summary>Skips blanks and breaks. The breaks are left in <see cref="_breaks"/>.</summary>
    /// <returns>Whether there was a break.</returns>
    bool SkipBlanksOfPlain(YamlMark start, bool afterBreak)
    {
        if (!afterBreak)
        {
            _breaks.Clear();
        }

        while (_position < text.Length && IsBlankOrEnd(0))
        {
            if (YamlCharacters.IsBreak(At(0)))
            {
                _breaks.Append(SkipBreak());
                afterBreak = true;
                continue;
            }

            if (afterBreak && _column <= _indent && At(0) == '\t')
            {
                throw Error("while scanning a plain scalar", start, "found a tab character that violates indentation");
            }

            Skip();
        }

        return afterBreak;
    }

    /// <summary>Folds the breaks between two lines: a single line feed is a space, a first line feed before others vanishes.</summary>
    void AppendBreaks()
    {
        if (_breaks.Length == 0)
        {
            return;
        }

        if (_breaks[0] != '\n')
        {
            _builder.Append(_breaks);
        }
        else if (_breaks.Length == 1)
        {
            _builder.Append(' ');
        }
        else
        {
            _builder.Append(_breaks, 1, _breaks.Length - 1);
        }

        _breaks.Clear();
    }

    void FetchBlockScalar(YamlScalarStyle style)
    {
        ForgetSimpleKey(_simpleKeys.Count - 1);
        _allowsSimpleKey = true;
        var start = Mark;
        Skip();
        var (chomping, increment) = ScanBlockHeader(start);
        var indent = increment == 0 ? UnknownIndent : Math.Max(_indent, 0) + increment;
        _builder.Clear();
        _breaks.Clear();
        var end = ScanBlockBreaks(ref indent, start);
        var leadingBreak = '\0';
        var afterBlank = false;
        while (_column == indent && _position < text.Length)
        {
            var isBlank = YamlCharacters.IsBlank(At(0));
            if (style == YamlScalarStyle.Folded && leadingBreak == '\n' && !afterBlank && !isBlank)
            {
                if (_breaks.Length == 0)
                {
                    _builder.Append(' ');
                }
            }
            else if (leadingBreak != '\0')
            {
                _builder.Append(leadingBreak);
            }

            _builder.Append(_breaks);
            _breaks.Clear();
            afterBlank = isBlank;
            var lineStart = _position;
            SkipToBreak();
            _builder.Append(text, lineStart, _position - lineStart);
            leadingBreak = _position < text.Length ? SkipBreak() : '\0';
            end = ScanBlockBreaks(ref indent, start);
        }

        if (chomping != '-' && leadingBreak != '\0')
        {
            _builder.Append(leadingBreak);
        }

        if (chomping == '+')
        {
            _builder.Append(_breaks);
        }

        _tokens.Add(new YamlToken(YamlTokenKind.Scalar, start, end, _builder.ToString(), string.Empty, style));
    }

    /// <summary>The chomping mark, if any, and the indentation hint, or 0; in either order.</summary>
    (char Chomping, int Increment) ScanBlockHeader(YamlMark start)
    {
        var chomping = '\0';
        var increment = 0;
        for (var part = 0; part < 2; part++)
        {
            if (chomping == '\0' && At(0) is '+' or '-')
            {
                chomping = At(0);
                Skip();
            }
            else if (increment == 0 && char.IsAsciiDigit(At(0)))
            {
                increment = At(0) - '0';
                if (increment == 0)
                {
                    throw Error(BlockScalarContext, start, "found an indentation indicator equal to 0");
                }

                Skip();
            }
        }

        while (YamlCharacters.IsBlank(At(0)))
        {
            Skip();
        }

        if (At(0) == '#')
        {
            SkipToBreak();
        }

        if (!IsBreakOrEnd())
        {
            throw Error(BlockScalarContext, start, "did not find expected comment or line break");
        }

        if (_position < text.Length)
        {
            SkipBreak();
        }

        return (chomping, increment);
    }

    /// <summary>
    /// Skips indentation and empty lines, whose breaks are left in <see cref="_breaks"/>, and finds the indentation when it is not known.
    /// </summary>
    YamlMark ScanBlockBreaks(ref int indent, YamlMark start)
    {
        var end = Mark;
        var widest = 0;
        while (true)
        {
            while (At(0) == ' ' && (indent == UnknownIndent || _column < indent))
            {
                Skip();
            }

            widest = Math.Max(widest, _column);
            if (At(0) == '\t' && (indent == UnknownIndent || _column < indent))
            {
                throw Error(BlockScalarContext, start, "found a tab character where an indentation space is expected");
            }

            if (SkipLineFeeds() is > 0 and var count)
            {
                _breaks.Append('\n', count);
            }
            else if (YamlCharacters.IsBreak(At(0)))
            {
                _breaks.Append(SkipBreak());
            }
            else
            {
                break;
            }

            end = Mark;
        }

        if (indent == UnknownIndent)
        {
            indent = Math.Max(widest, _indent < 0 ? rules.TakesUnindentedRootBlock ? 0 : 1 : _indent + 1);
        }

        return end;
    }
}
