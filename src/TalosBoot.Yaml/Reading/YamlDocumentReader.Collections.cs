namespace TalosBoot.Yaml.Reading;

/// <content>Sequences and mappings.</content>
internal sealed partial class YamlDocumentReader
{
    YamlNode ReadBlockSequence(YamlNode sequence)
    {
        _scanner.Take();
        while (_scanner.Peek().Kind == YamlTokenKind.BlockEntry)
        {
            var entry = _scanner.Take();
            Add(sequence, _scanner.Peek().Kind is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd
                ? Empty(entry.End)
                : ReadNode(isBlock: true, allowsIndentless: false));
        }

        return CloseBlock(sequence, "while parsing a block collection", "did not find expected '-' indicator");
    }

    YamlNode ReadIndentlessSequence(YamlNode sequence)
    {
        while (_scanner.Peek().Kind == YamlTokenKind.BlockEntry)
        {
            var entry = _scanner.Take();
            var isEmpty = _scanner.Peek().Kind
                is YamlTokenKind.BlockEntry or YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd;
            Add(sequence, isEmpty ? Empty(entry.End) : ReadNode(isBlock: true, allowsIndentless: false));
        }

        return Close(sequence);
    }

    YamlNode ReadBlockMapping(YamlNode mapping)
    {
        _scanner.Take();
        while (_scanner.Peek().Kind == YamlTokenKind.Key)
        {
            Add(mapping, ReadBlockPart(_scanner.Take().End));
            Add(mapping, _scanner.Peek().Kind == YamlTokenKind.Value ? ReadBlockPart(_scanner.Take().End) : Empty(_scanner.Peek().Start));
        }

        return CloseBlock(mapping, "while parsing a block mapping", "did not find expected key");
    }

    /// <summary>A key or a value, which may be missing.</summary>
    YamlNode ReadBlockPart(YamlMark indicatorEnd) =>
        _scanner.Peek().Kind is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd
            ? Empty(indicatorEnd)
            : ReadNode(isBlock: true, allowsIndentless: true);

    YamlNode CloseBlock(YamlNode node, string context, string problem)
    {
        if (_scanner.Peek().Kind != YamlTokenKind.BlockEnd)
        {
            throw Error(context, node.Mark, problem);
        }

        _scanner.Take();
        return Close(node);
    }

    YamlNode ReadFlowSequence(YamlNode sequence)
    {
        _scanner.Take();
        while (NextFlowEntry(sequence, YamlTokenKind.FlowSequenceEnd, "while parsing a flow sequence", "did not find expected ',' or ']'"))
        {
            Add(sequence, _scanner.Peek().Kind == YamlTokenKind.Key
                ? ReadFlowPair(Open(YamlNodeKind.Mapping, _scanner.Peek().Start, null, null))
                : ReadNode(isBlock: false, allowsIndentless: false));
        }

        return Close(sequence);
    }

    /// <summary>A mapping of one pair, without braces, within a flow sequence.</summary>
    YamlNode ReadFlowPair(YamlNode mapping)
    {
        _scanner.Take();
        if (_scanner.Peek().Kind is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd)
        {
            // The library drops the token here, and with it the value of a pair whose key is missing.
            Add(mapping, Empty(_scanner.Take().End));
        }
        else
        {
            Add(mapping, ReadNode(isBlock: false, allowsIndentless: false));
        }

        Add(mapping, ReadFlowValue(YamlTokenKind.FlowSequenceEnd));
        return Close(mapping);
    }

    YamlNode ReadFlowMapping(YamlNode mapping)
    {
        _scanner.Take();
        while (NextFlowEntry(mapping, YamlTokenKind.FlowMappingEnd, "while parsing a flow mapping", "did not find expected ',' or '}'"))
        {
            if (_scanner.Peek().Kind != YamlTokenKind.Key)
            {
                Add(mapping, ReadNode(isBlock: false, allowsIndentless: false));
                Add(mapping, Empty(_scanner.Peek().Start));
                continue;
            }

            _scanner.Take();
            Add(mapping, _scanner.Peek().Kind is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd
                ? Empty(_scanner.Peek().Start)
                : ReadNode(isBlock: false, allowsIndentless: false));
            Add(mapping, ReadFlowValue(YamlTokenKind.FlowMappingEnd));
        }

        return Close(mapping);
    }

    YamlNode ReadFlowValue(YamlTokenKind endKind)
    {
        if (_scanner.Peek().Kind == YamlTokenKind.Value)
        {
            _scanner.Take();
            if (_scanner.Peek().Kind != YamlTokenKind.FlowEntry && _scanner.Peek().Kind != endKind)
            {
                return ReadNode(isBlock: false, allowsIndentless: false);
            }
        }

        return Empty(_scanner.Peek().Start);
    }

    /// <summary>Takes the comma between entries, or the end.</summary>
    /// <returns>Whether there is another entry.</returns>
    bool NextFlowEntry(YamlNode node, YamlTokenKind endKind, string context, string problem)
    {
        if (_scanner.Peek().Kind != endKind && node.Children.Count > 0)
        {
            if (_scanner.Peek().Kind != YamlTokenKind.FlowEntry)
            {
                throw Error(context, node.Mark, problem);
            }

            _scanner.Take();
        }

        if (_scanner.Peek().Kind != endKind)
        {
            return true;
        }

        _scanner.Take();
        return false;
    }
}
