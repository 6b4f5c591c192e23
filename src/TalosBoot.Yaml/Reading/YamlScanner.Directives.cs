using System.Buffers;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <content>Directives, tags, anchors and aliases.</content>
internal sealed partial class YamlScanner
{
    const string DirectiveContext = "while scanning a directive";
    const string VersionContext = "while scanning a %YAML directive";
    const string TagContext = "while parsing a tag";
    const string TagDirectiveContext = "while parsing a %TAG directive";
    const int LongestVersionNumber = 9;

    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    static readonly SearchValues<char> TagCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-;/?:@&=+$.!~*'()%");

    void FetchDirective()
    {
        UnrollIndent(-1);
        ForgetSimpleKey(_simpleKeys.Count - 1);
        _allowsSimpleKey = false;
        var start = Mark;
        Skip();
        var name = TakeName();
        if (name.Length == 0)
        {
            throw Error(DirectiveContext, start, "could not find expected directive name");
        }

        if (!IsBlankOrEnd(0))
        {
            throw Error(DirectiveContext, start, "found unexpected non-alphabetical character");
        }

        switch (name)
        {
            case "YAML":
                SkipBlanks();
                var major = TakeVersionNumber(start);
                if (At(0) != '.')
                {
                    throw Error(VersionContext, start, "did not find expected digit or '.' character");
                }

                Skip();
                Add(YamlTokenKind.VersionDirective, start, $"{major}.{TakeVersionNumber(start)}");
                break;
            case "TAG":
                FetchTagDirective(start);
                break;
            default:
                throw Error(DirectiveContext, start, "found unknown directive name");
        }

        SkipBlanks();
        if (At(0) == '#')
        {
            SkipToBreak();
        }

        if (!IsBreakOrEnd())
        {
            throw Error(DirectiveContext, start, "did not find expected comment or line break");
        }
    }

    void FetchTagDirective(YamlMark start)
    {
        SkipBlanks();
        var handle = TakeTagHandle(start, TagDirectiveContext);
        if (handle != "!" && !handle.EndsWith('!'))
        {
            throw Error(TagDirectiveContext, start, "did not find expected '!'");
        }

        if (!YamlCharacters.IsBlank(At(0)))
        {
            throw Error(TagDirectiveContext, start, "did not find expected whitespace");
        }

        SkipBlanks();
        var prefix = TakeTagUri(start, TagDirectiveContext, allowsFlowIndicators: true);
        if (prefix.Length == 0)
        {
            throw Error(TagDirectiveContext, start, "did not find expected tag URI");
        }

        if (!IsBlankOrEnd(0))
        {
            throw Error(TagDirectiveContext, start, "did not find expected whitespace or line break");
        }

        Add(YamlTokenKind.TagDirective, start, handle, prefix);
    }

    void FetchAnchor(YamlTokenKind kind)
    {
        SaveSimpleKey();
        _allowsSimpleKey = false;
        var start = Mark;
        Skip();
        var name = TakeName();
        if (name.Length == 0 || !(IsBlankOrEnd(0) || At(0) is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'))
        {
            throw Error(
                kind == YamlTokenKind.Anchor ? "while scanning an anchor" : "while scanning an alias",
                start,
                "did not find expected alphabetic or numeric character");
        }

        Add(kind, start, name);
    }

    void FetchTag()
    {
        SaveSimpleKey();
        _allowsSimpleKey = false;
        var start = Mark;
        string handle;
        string suffix;
        if (At(1) == '<')
        {
            Skip(2);
            handle = string.Empty;
            suffix = TakeTagUri(start, TagContext, allowsFlowIndicators: true);
            if (suffix.Length == 0 || At(0) != '>')
            {
                throw Error(TagContext, start, suffix.Length == 0 ? "did not find expected tag URI" : "did not find the expected '>'");
            }

            Skip();
        }
        else
        {
            (handle, suffix) = TakeShortTag(start);
        }

        if (!IsBlankOrEnd(0) && !(IsInFlow && At(0) == ','))
        {
            throw Error(TagContext, start, "did not find expected whitespace or line break");
        }

        Add(YamlTokenKind.Tag, start, handle, suffix);
    }

    /// <summary>A tag of the form <c>!handle!suffix</c>, <c>!!suffix</c>, <c>!suffix</c> or <c>!</c>.</summary>
    (string Handle, string Suffix) TakeShortTag(YamlMark start)
    {
        var handle = TakeTagHandle(start, TagContext);
        var isHandle = handle.Length >= 2 && handle[^1] == '!';
        var suffix = TakeTagUri(start, TagContext, allowsFlowIndicators: false);
        if (isHandle)
        {
            return suffix.Length > 0 ? (handle, suffix) : throw Error(TagContext, start, "did not find expected tag URI");
        }

        suffix = handle[1..] + suffix;
        return suffix.Length == 0 ? (string.Empty, "!") : ("!", suffix);
    }

    /// <summary>A <c>!</c>, then letters, then perhaps a second <c>!</c>.</summary>
    string TakeTagHandle(YamlMark start, string context)
    {
        if (At(0) != '!')
        {
            throw Error(context, start, "did not find expected '!'");
        }

        Skip();
        var name = TakeName();
        if (At(0) != '!')
        {
            return "!" + name;
        }

        Skip();
        return $"!{name}!";
    }

    string TakeTagUri(YamlMark start, string context, bool allowsFlowIndicators)
    {
        _builder.Clear();
        while (TagCharacters.Contains(At(0)) || (allowsFlowIndicators && At(0) is ',' or '[' or ']'))
        {
            if (At(0) == '%')
            {
                _builder.Append(TakeEscapedOctets(start, context));
                continue;
            }

            _builder.Append(At(0));
            Skip();
        }

        return _builder.ToString();
    }

    string TakeEscapedOctets(YamlMark start, string context)
    {
        var bytes = new List<byte>(4);
        while (At(0) == '%')
        {
            if (!char.IsAsciiHexDigit(At(1)) || !char.IsAsciiHexDigit(At(2)))
            {
                throw Error(context, start, "did not find URI escaped octet");
            }

            bytes.Add(Convert.FromHexString(text.AsSpan(_position + 1, 2))[0]);
            Skip(3);
        }

        var decoded = GoText.FromBytes([.. bytes]);
        return GoText.TryGetInvalidBytes(decoded, out _) ? throw Error(context, start, "found an incorrect UTF-8 octet") : decoded;
    }

    string TakeName()
    {
        var rest = text.AsSpan(_position);
        var length = rest.IndexOfAnyExcept(NameCharacters);
        var name = rest[..(length < 0 ? rest.Length : length)].ToString();
        Skip(name.Length);
        return name;
    }

    int TakeVersionNumber(YamlMark start)
    {
        var value = 0;
        var length = 0;
        for (; char.IsAsciiDigit(At(0)); length++)
        {
            if (length == LongestVersionNumber)
            {
                throw Error(VersionContext, start, "found extremely long version number");
            }

            value = (value * 10) + At(0) - '0';
            Skip();
        }

        return length > 0 ? value : throw Error(VersionContext, start, "did not find expected version number");
    }

    void SkipBlanks()
    {
        while (YamlCharacters.IsBlank(At(0)))
        {
            Skip();
        }
    }
}
