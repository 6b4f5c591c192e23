using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <summary>Reads the first document of a stream into nodes, as Go's library does, and looks at nothing behind it.</summary>
internal sealed partial class YamlDocumentReader
{
    const string NoNode = "did not find expected node content";

    readonly YamlScanner _scanner;
    readonly YamlLimits _limits;
    readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> _tagPrefixes = new(StringComparer.Ordinal);
    int _depth;

    readonly GoYamlRules _rules;

    YamlDocumentReader(string text, YamlLimits limits, GoYamlRules rules)
    {
        _scanner = new YamlScanner(text, rules, limits);
        _limits = limits;
        _rules = rules;
    }

    /// <summary>Reads the first document.</summary>
    /// <param name="bytes">UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="limits">What the document may ask for.</param>
    /// <param name="dialect">The release of the library that is followed. Default: the newest.</param>
    /// <exception cref="YamlReadException">There is none, or it cannot be read.</exception>
    public static YamlNode Read(ReadOnlySpan<byte> bytes, YamlLimits limits, GoYamlDialect dialect = default)
    {
        var rules = GoYamlRules.Of(dialect);
        return new YamlDocumentReader(YamlInput.Decode(bytes, limits, rules), limits, rules).ReadDocument();
    }

    /// <summary>Reads the first document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limits">What the document may ask for.</param>
    /// <param name="dialect">The release of the library that is followed. Default: the newest.</param>
    /// <exception cref="YamlReadException">There is none, or it cannot be read.</exception>
    public static YamlNode Read(string text, YamlLimits limits, GoYamlDialect dialect = default)
    {
        var rules = GoYamlRules.Of(dialect);
        return new YamlDocumentReader(YamlInput.Check(text, limits, rules), limits, rules).ReadDocument();
    }

    YamlNode ReadDocument()
    {
        var isExplicit = ReadDocumentStart();
        var token = _scanner.Peek();
        var root = isExplicit && token.Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective or YamlTokenKind.DocumentStart
            or YamlTokenKind.DocumentEnd or YamlTokenKind.StreamEnd
            ? Empty(token.Start)
            : ReadNode(isBlock: true, allowsIndentless: false);

        // Where the document ends is known by the next token, whatever it is; what is no token is an error of this document still.
        _scanner.Peek();
        return root;
    }

    /// <summary>Reads the directives and the <c>---</c>.</summary>
    /// <returns>Whether there was a <c>---</c>.</returns>
    bool ReadDocumentStart()
    {
        while (_rules.SkipsLeadingDocumentEnds && _scanner.Peek().Kind == YamlTokenKind.DocumentEnd)
        {
            _scanner.Take();
        }

        switch (_scanner.Peek().Kind)
        {
            case YamlTokenKind.StreamEnd:
                throw new YamlReadException(YamlFailure.Empty, "EOF", default);
            case YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective:
                ReadDirectives();
                break;
            case YamlTokenKind.DocumentStart:
                break;
            default:
                return false;
        }

        if (_scanner.Peek().Kind != YamlTokenKind.DocumentStart)
        {
            throw ErrorAt(_scanner.Peek().Start, "did not find expected <document start>");
        }

        _scanner.Take();
        return true;
    }

    void ReadDirectives()
    {
        var hasVersion = false;
        while (_scanner.Peek().Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective)
        {
            var token = _scanner.Take();
            if (token.Kind == YamlTokenKind.TagDirective)
            {
                if (!_tagPrefixes.TryAdd(token.Text, token.Suffix))
                {
                    throw ErrorAt(token.Start, "found duplicate %TAG directive");
                }

                continue;
            }

            if (hasVersion)
            {
                throw ErrorAt(token.Start, "found duplicate %YAML directive");
            }

            if (token.Text != "1.1")
            {
                throw ErrorAt(token.Start, "found incompatible YAML document");
            }

            hasVersion = true;
        }
    }

    YamlNode ReadNode(bool isBlock, bool allowsIndentless)
    {
        var token = _scanner.Peek();
        if (token.Kind == YamlTokenKind.Alias)
        {
            return ReadAlias(_scanner.Take());
        }

        var start = token.Start;
        string? anchor = null;
        YamlToken? tagToken = null;
        while ((token.Kind == YamlTokenKind.Anchor && anchor is null) || (token.Kind == YamlTokenKind.Tag && tagToken is null))
        {
            if (token.Kind == YamlTokenKind.Anchor)
            {
                anchor = token.Text;
            }
            else
            {
                tagToken = token;
            }

            _scanner.Take();
            token = _scanner.Peek();
        }

        var tag = tagToken is null ? null : ResolveTag(tagToken.Value, start);

        switch (token.Kind)
        {
            case YamlTokenKind.Scalar:
                _scanner.Take();
                return Anchored(new YamlNode(YamlNodeKind.Scalar, start, tag ?? string.Empty, token.Text, token.Style), anchor);
            case YamlTokenKind.FlowSequenceStart:
                return ReadFlowSequence(Open(YamlNodeKind.Sequence, start, tag, anchor));
            case YamlTokenKind.FlowMappingStart:
                return ReadFlowMapping(Open(YamlNodeKind.Mapping, start, tag, anchor));
            case YamlTokenKind.BlockSequenceStart when isBlock:
                return ReadBlockSequence(Open(YamlNodeKind.Sequence, start, tag, anchor));
            case YamlTokenKind.BlockMappingStart when isBlock:
                return ReadBlockMapping(Open(YamlNodeKind.Mapping, start, tag, anchor));
            case YamlTokenKind.BlockEntry when allowsIndentless:
                return ReadIndentlessSequence(Open(YamlNodeKind.Sequence, start, tag, anchor));
            default:
                return anchor is not null || tag is not null
                    ? Anchored(new YamlNode(YamlNodeKind.Scalar, start, tag ?? string.Empty, string.Empty, YamlScalarStyle.Plain), anchor)
                    : throw Error(isBlock ? "while parsing a block node" : "while parsing a flow node", start, NoNode);
        }
    }

    YamlNode ReadAlias(YamlToken token)
    {
        if (!_anchors.TryGetValue(token.Text, out var node))
        {
            throw AliasError(token, $"unknown anchor '{token.Text}' referenced");
        }

        return node.IsOpen ? throw AliasError(token, $"anchor '{token.Text}' value contains itself") : node;
    }

    /// <summary>The tag that a token stands for, or null for the tag <c>!</c> where that says nothing.</summary>
    string? ResolveTag(YamlToken token, YamlMark start)
    {
        var tag = token.Text switch
        {
            "" => token.Suffix,
            var handle when _tagPrefixes.TryGetValue(handle, out var prefix) => prefix + token.Suffix,
            "!" => "!" + token.Suffix,
            "!!" => "tag:yaml.org,2002:" + token.Suffix,
            _ => string.Empty,
        };
        return tag switch
        {
            "" => throw new YamlReadException(YamlFailure.Syntax, "found undefined tag handle", token.Start)
            {
                Stage = YamlStage.Parser,
                Context = "while parsing a node",
                ContextMark = start,
            },
            "!" when !_rules.KeepsExclamationMark => string.Empty,
            _ => tag,
        };
    }

    static YamlReadException AliasError(YamlToken token, string problem) =>
        new(YamlFailure.Alias, problem, token.Start) { Stage = YamlStage.Composer };

    YamlNode Open(YamlNodeKind kind, YamlMark start, string? tag, string? anchor)
    {
        CheckDepth(++_depth, start);
        return Anchored(new YamlNode(kind, start, tag ?? string.Empty, string.Empty, YamlScalarStyle.Plain), anchor);
    }

    YamlNode Close(YamlNode node)
    {
        _depth--;
        node.Close();
        return node;
    }

    YamlNode Anchored(YamlNode node, string? anchor)
    {
        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    static YamlNode Empty(YamlMark mark) => new(YamlNodeKind.Scalar, mark, string.Empty, string.Empty, YamlScalarStyle.Plain);

    /// <summary>Adds a child, and checks what the document has come to with it.</summary>
    void Add(YamlNode parent, YamlNode child)
    {
        parent.Add(child);
        CheckDepth(parent.ExpandedDepth, child.Mark);
        if (parent.ExpandedNodes > _limits.Nodes)
        {
            throw new YamlReadException(
                YamlFailure.Limit, $"there are more than {_limits.Nodes} nodes when aliases are written out", child.Mark);
        }

        if (parent.ExpandedCharacters > _limits.Characters)
        {
            throw new YamlReadException(
                YamlFailure.Limit, $"there are more than {_limits.Characters} characters when aliases are written out", child.Mark);
        }
    }

    void CheckDepth(int depth, YamlMark mark)
    {
        if (depth > _limits.Depth)
        {
            throw TooDeep(_limits, mark);
        }
    }

    public static YamlReadException TooDeep(YamlLimits limits, YamlMark mark) =>
        new(YamlFailure.Limit, $"mappings and sequences are nested more than {limits.Depth} levels deep", mark);

    static YamlReadException ErrorAt(YamlMark mark, string problem) =>
        new(YamlFailure.Syntax, problem, mark) { Stage = YamlStage.Parser };

    YamlReadException Error(string context, YamlMark contextMark, string problem) =>
        new(YamlFailure.Syntax, problem, _scanner.Peek().Start) { Stage = YamlStage.Parser, Context = context, ContextMark = contextMark };
}
