using System.Buffers;
using System.Text;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <summary>
/// Splits a document into tokens by the rules of Go's library: YAML 1.1 with simple keys of at most one line and 1024 characters, and
/// indentation that opens and closes collections.
/// </summary>
/// <remarks>
/// A general-purpose reader would not do: what is accepted, and where an error is found, has to be what upstream accepts and finds. Every
/// character is looked at a bounded number of times, whatever the input.
/// </remarks>
internal sealed partial class YamlScanner(string text, GoYamlRules rules, YamlLimits limits)
{
    const int LongestSimpleKey = 1024;
    const string NextTokenContext = "while scanning for the next token";

    /// <summary>How many tokens are scanned before the first is taken: the library looks that far for comments, and finds errors there.</summary>
    const int Lookahead = 3;

    /// <summary>How many tokens that were taken are kept before they are dropped all at once.</summary>
    const int MostTakenTokens = 64;

    static readonly SearchValues<char> Breaks = SearchValues.Create("\n\r\u0085\u2028\u2029");
    static readonly SearchValues<char> EndsPlainRun = SearchValues.Create(": \t\n\r\u0085\u2028\u2029");
    static readonly SearchValues<char> EndsPlainRunInFlow = SearchValues.Create(": \t\n\r\u0085\u2028\u2029,[]{}?");

    /// <summary>A key without indicator is found by what follows it, so that tokens wait; no node is made of more than these.</summary>
    const int MostTokensOfNode = 8;

    readonly List<YamlToken> _tokens = new(8);
    readonly List<int> _indents = new(8);
    readonly StringBuilder _builder = new();
    int _head;
    int _tokensTaken;
    int _indent = -1;
    bool _allowsSimpleKey = true;
    bool _isEnded;

    // Where the scanner is: the position in UTF-16 units, and the mark in code points.
    int _position;
    int _index;
    int _line;
    int _column;

    YamlMark Mark => new(_index, _line, _column);

    bool IsInFlow => _simpleKeys.Count > 1;

    /// <summary>The next token, which stays.</summary>
    public YamlToken Peek()
    {
        while (NeedsMoreTokens())
        {
            FetchNext();
            if (_tokens.Count - _head > (long)limits.Nodes * MostTokensOfNode)
            {
                throw new YamlReadException(YamlFailure.Limit, $"a collection has more than {limits.Nodes} nodes", _tokens[_head].Start);
            }
        }

        return _tokens[_head];
    }

    /// <summary>Takes the next token.</summary>
    public YamlToken Take()
    {
        var token = Peek();
        _head++;
        _tokensTaken++;
        _lastTaken = token.Kind;
        if (_head == MostTakenTokens || _head == _tokens.Count)
        {
            _tokens.RemoveRange(0, _head);
            _head = 0;
        }

        return token;
    }

    bool NeedsMoreTokens() => !_isEnded && (_tokens.Count - _head < Lookahead || IsSimpleKeyPossibleAtHead());

    void FetchNext()
    {
        SkipToNextToken();
        UnrollIndent(_column);
        var character = At(0);
        if (_position == text.Length)
        {
            FetchStreamEnd();
        }
        else if (_column == 0 && character == '%')
        {
            FetchDirective();
        }
        else if (IsDocumentIndicator('-'))
        {
            FetchDocumentIndicator(YamlTokenKind.DocumentStart);
        }
        else if (IsDocumentIndicator('.'))
        {
            FetchDocumentIndicator(YamlTokenKind.DocumentEnd);
        }
        else
        {
            FetchContent(character);
        }
    }

    void FetchContent(char character)
    {
        switch (character)
        {
            case '[':
                FetchFlowStart(YamlTokenKind.FlowSequenceStart);
                break;
            case '{':
                FetchFlowStart(YamlTokenKind.FlowMappingStart);
                break;
            case ']':
                FetchFlowEnd(YamlTokenKind.FlowSequenceEnd);
                break;
            case '}':
                FetchFlowEnd(YamlTokenKind.FlowMappingEnd);
                break;
            case ',':
                FetchFlowEntry();
                break;
            case '-' when IsBlankOrEnd(1):
                FetchBlockEntry();
                break;
            case '?' when IsBlankOrEnd(1) || (IsInFlow && rules.TakesAnyQuestionMarkInFlow):
                FetchKey();
                break;
            case ':' when IsBlankOrEnd(1) || (IsInFlow && (rules.TakesAnyColonInFlowSequence || !StartsFlowSequenceEntry())):
                FetchValue();
                break;
            case '*':
                FetchAnchor(YamlTokenKind.Alias);
                break;
            case '&':
                FetchAnchor(YamlTokenKind.Anchor);
                break;
            case '!':
                FetchTag();
                break;
            case '|' when !IsInFlow:
                FetchBlockScalar(YamlScalarStyle.Literal);
                break;
            case '>' when !IsInFlow:
                FetchBlockScalar(YamlScalarStyle.Folded);
                break;
            case '\'':
                FetchQuoted(YamlScalarStyle.SingleQuoted);
                break;
            case '"':
                FetchQuoted(YamlScalarStyle.DoubleQuoted);
                break;
            case '\t' or '#' or '|' or '>' or '%' or '@' or '`':
                throw Error(NextTokenContext, Mark, "found character that cannot start any token");
            default:
                FetchPlain();
                break;
        }
    }

    bool StartsFlowSequenceEntry() =>
        _tokens.Count == _head ? _lastTaken is YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceStart
            : _tokens[^1].Kind is YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceStart;

    /// <summary>
    /// Skips white space, comments and line breaks. Tabs only where no simple key may start, for they are no indentation.
    /// </summary>
    void SkipToNextToken()
    {
        while (true)
        {
            if (_column == 0 && At(0) == YamlCharacters.ByteOrderMark)
            {
                Skip();
            }

            while (At(0) == ' ' || (At(0) == '\t' && (IsInFlow || !_allowsSimpleKey)))
            {
                Skip();
            }

            if (At(0) == '#')
            {
                SkipToBreak();
            }

            if (!YamlCharacters.IsBreak(At(0)))
            {
                return;
            }

            SkipBreak();
            _allowsSimpleKey |= !IsInFlow;
        }
    }

    /// <summary>The character at a distance, or NUL beyond the end; a document holds no NUL.</summary>
    char At(int distance) => _position + distance < text.Length ? text[_position + distance] : '\0';

    bool IsBlankOrEnd(int distance)
    {
        var character = At(distance);
        return character == '\0' || YamlCharacters.IsBlank(character) || YamlCharacters.IsBreak(character);
    }

    bool IsBreakOrEnd() => _position == text.Length || YamlCharacters.IsBreak(text[_position]);

    bool IsDocumentIndicator(char character) =>
        _column == 0 && At(0) == character && At(1) == character && At(2) == character && IsBlankOrEnd(3);

    void Skip()
    {
        _position += char.IsHighSurrogate(text[_position]) ? 2 : 1;
        _index++;
        _column++;
    }

    void Skip(int count)
    {
        for (; count > 0; count--)
        {
            Skip();
        }
    }

    void SkipToBreak() => Advance(LengthUntil(Breaks));

    /// <summary>How far it is to the first of some characters, or to the end.</summary>
    int LengthUntil(SearchValues<char> stops)
    {
        var length = text.AsSpan(_position).IndexOfAny(stops);
        return length < 0 ? text.Length - _position : length;
    }

    /// <summary>Skips characters that are no breaks.</summary>
    void Advance(int length)
    {
        var passed = text.AsSpan(_position, length);
        var count = length;
        if (passed.ContainsAnyInRange('\uDC00', '\uDFFF'))
        {
            foreach (var character in passed)
            {
                count -= char.IsLowSurrogate(character) ? 1 : 0;
            }
        }

        _position += length;
        _index += count;
        _column += count;
    }

    /// <summary>Skips a line break.</summary>
    /// <returns>What it stands for in a scalar: a line feed, or the separator as it is.</returns>
    char SkipBreak()
    {
        var character = text[_position];
        var length = character == '\r' && At(1) == '\n' ? 2 : 1;
        _position += length;
        _index += length;
        _column = 0;
        _line++;
        return character is YamlCharacters.LineSeparator or YamlCharacters.ParagraphSeparator ? character : '\n';
    }

    /// <summary>Skips line feeds that follow each other, which may be very many.</summary>
    /// <returns>How many.</returns>
    int SkipLineFeeds()
    {
        var rest = text.AsSpan(_position);
        var count = rest.IndexOfAnyExcept('\n') is >= 0 and var other ? other : rest.Length;
        if (count > 0)
        {
            _position += count;
            _index += count;
            _column = 0;
            _line += count;
        }

        return count;
    }

    void Add(YamlTokenKind kind, YamlMark start, string value = "", string suffix = "", YamlScalarStyle style = YamlScalarStyle.Plain) =>
        _tokens.Add(new YamlToken(kind, start, Mark, value, suffix, style));

    YamlReadException Error(string? context, YamlMark contextMark, string problem) =>
        new(YamlFailure.Syntax, problem, Mark) { Stage = YamlStage.Scanner, Context = context, ContextMark = contextMark };
}
