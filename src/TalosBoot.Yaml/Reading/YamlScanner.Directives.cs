using System.Buffers;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <content>Directives, tags, anchors and aliases.</content>
internal sealed partial class YamlScanner
{
    const string DirectiveContext = "while scanning a directive";
    const string VersionContext = "while scanning a %YAML directive";
    const string TagContext = "while parsing a tag";
    const string TagEndContext = "while scanning a tag";
    const string TagDirectiveContext = "while parsing a %TAG directive";
    const string TagDirectiveEndContext = "while scanning a %TAG directive";
    const int LongestVersionNumber = 9;

    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-");

    static readonly SearchValues<char> AnchorCharacters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Except(",[]{}:")]);

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

        // The break belongs to the directive, so that no key may start on the next line.
        if (_position < text.Length)
        {
            SkipBreak();
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
            throw Error(TagDirectiveEndContext, start, "did not find expected whitespace");
        }

        SkipBlanks();
        var prefix = TakeTagUri(start, TagDirectiveContext, isVerbatim: true, hasHead: false);

        if (!IsBlankOrEnd(0))
        {
            throw Error(TagDirectiveEndContext, start, "did not find expected whitespace or line break");
        }

        Add(YamlTokenKind.TagDirective, start, handle, prefix);
    }

    void FetchAnchor(YamlTokenKind kind)
    {
        SaveSimpleKey();
        _allowsSimpleKey = false;
        var start = Mark;
        Skip();
        var name = TakeName(rules.TakesPunctuationInAnchors ? AnchorCharacters : NameCharacters);
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
            suffix = TakeTagUri(start, TagContext, isVerbatim: true, hasHead: false);
            if (At(0) != '>')
            {
                throw Error(TagEndContext, start, "did not find the expected '>'");
            }

            Skip();
        }
        else
        {
            (handle, suffix) = TakeShortTag(start);
        }

        if (!IsBlankOrEnd(0))
        {
            throw Error(TagEndContext, start, "did not find expected whitespace or line break");
        }

        Add(YamlTokenKind.Tag, start, handle, suffix);
    }

    /// <summary>A tag of the form <c>!handle!suffix</c>, <c>!!suffix</c>, <c>!suffix</c> or <c>!</c>.</summary>
    (string Handle, string Suffix) TakeShortTag(YamlMark start)
    {
        var handle = TakeTagHandle(start, TagContext);
        var isHandle = handle.Length >= 2 && handle[^1] == '!';
        var suffix = TakeTagUri(start, TagContext, isVerbatim: false, hasHead: !isHandle);
        if (isHandle)
        {
            return (handle, suffix);
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

    /// <summary>The rest of a tag.</summary>
    /// <param name="start">Where the tag starts.</param>
    /// <param name="context">What is being read.</param>
    /// <param name="isVerbatim">Whether it stands between angle brackets or in a directive, where flow indicators mean nothing.</param>
    /// <param name="hasHead">Whether a part of it was taken already, so that the rest may be empty.</param>
    string TakeTagUri(YamlMark start, string context, bool isVerbatim, bool hasHead)
    {
        _builder.Clear();
        var allowsBrackets = isVerbatim || rules.TakesFlowIndicatorsInTags;
        while (TagCharacters.Contains(At(0))
            || (allowsBrackets && At(0) is ',' or '[' or ']')
            || (isVerbatim && !rules.TakesFlowIndicatorsInTags && At(0) is '{' or '}'))
        {
            if (At(0) == '%')
            {
                _builder.Append(TakeEscapedOctets(start, context));
                continue;
            }

            _builder.Append(At(0));
            Skip();
        }

        if (!isVerbatim && !rules.TakesFlowIndicatorsInTags && At(0) is > ' ' and <= '~')
        {
            throw Error(context, start, $"found character '{At(0)}' that is not allowed in a YAML tag");
        }

        return hasHead || _builder.Length > 0 ? _builder.ToString() : throw Error(context, start, "did not find expected tag URI");
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

    string TakeName() => TakeName(NameCharacters);

    string TakeName(SearchValues<char> characters)
    {
        var rest = text.AsSpan(_position);
        var length = rest.IndexOfAnyExcept(characters);
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
