namespace TalosBoot.Yaml.Reading;

/// <content>Indentation, simple keys and indicators.</content>
internal sealed partial class YamlScanner
{
    /// <summary>
    /// The last place of each flow level at which a key without indicator may have started; the first is that of the block level.
    /// </summary>
    readonly List<SimpleKey> _simpleKeys = [default];
    YamlTokenKind _lastTaken;

    bool IsSimpleKeyPossibleAtHead()
    {
        for (var level = 0; level < _simpleKeys.Count; level++)
        {
            if (!_simpleKeys[level].IsPossible)
            {
                continue;
            }

            if (_simpleKeys[level].TokenNumber == _tokensTaken)
            {
                return !rules.HasShortSimpleKeys || IsSimpleKeyValid(level);
            }

            if (!rules.HasShortSimpleKeys)
            {
                // Only the outermost key is looked at.
                return false;
            }
        }

        return false;
    }

    /// <summary>Whether the key of a level is still on this line and near enough.</summary>
    bool IsSimpleKeyValid(int level)
    {
        var key = _simpleKeys[level];
        if (!key.IsPossible)
        {
            return false;
        }

        if (!rules.HasShortSimpleKeys || (key.Mark.Line == _line && key.Mark.Index + LongestSimpleKey >= _index))
        {
            return key.Mark.Line == _line;
        }

        ForgetSimpleKey(level);
        return false;
    }

    void SaveSimpleKey()
    {
        if (_allowsSimpleKey)
        {
            ForgetSimpleKey(_simpleKeys.Count - 1);
            _simpleKeys[^1] = new SimpleKey(true, !IsInFlow && _indent == _column, _tokensTaken + _tokens.Count - _head, Mark);
        }
    }

    void ForgetSimpleKey(int level)
    {
        var key = _simpleKeys[level];
        if (key is { IsPossible: true, IsRequired: true })
        {
            throw Error("while scanning a simple key", key.Mark, "could not find expected ':'");
        }

        _simpleKeys[level] = default;
    }

    void RollIndent(int column, int tokenNumber, YamlTokenKind kind, YamlMark mark)
    {
        if (IsInFlow || _indent >= column)
        {
            return;
        }

        _indents.Add(_indent);
        _indent = column;
        _tokens.Insert(_head + tokenNumber - _tokensTaken, new YamlToken(kind, mark, mark));
    }

    void UnrollIndent(int column)
    {
        while (!IsInFlow && _indent > column)
        {
            Add(YamlTokenKind.BlockEnd, Mark);
            _indent = _indents[^1];
            _indents.RemoveAt(_indents.Count - 1);
        }
    }

    void FetchStreamEnd()
    {
        if (_column != 0)
        {
            _column = 0;
            _line++;
        }

        UnrollIndent(-1);
        ForgetSimpleKey(_simpleKeys.Count - 1);
        _allowsSimpleKey = false;
        _isEnded = true;
        Add(YamlTokenKind.StreamEnd, Mark);
    }

    void FetchDocumentIndicator(YamlTokenKind kind)
    {
        UnrollIndent(-1);
        ForgetSimpleKey(_simpleKeys.Count - 1);
        _allowsSimpleKey = false;
        FetchIndicator(kind, length: 3);
    }

    void FetchFlowStart(YamlTokenKind kind)
    {
        SaveSimpleKey();
        if (_simpleKeys.Count > limits.Depth)
        {
            throw YamlDocumentReader.TooDeep(limits, Mark);
        }

        _simpleKeys.Add(default);
        _allowsSimpleKey = true;
        FetchIndicator(kind);
    }

    void FetchFlowEnd(YamlTokenKind kind)
    {
        ForgetSimpleKey(_simpleKeys.Count - 1);
        if (IsInFlow)
        {
            _simpleKeys.RemoveAt(_simpleKeys.Count - 1);
        }

        _allowsSimpleKey = false;
        FetchIndicator(kind);
    }

    void FetchFlowEntry()
    {
        ForgetSimpleKey(_simpleKeys.Count - 1);
        _allowsSimpleKey = true;
        FetchIndicator(YamlTokenKind.FlowEntry);
    }

    void FetchBlockEntry()
    {
        OpenBlock(YamlTokenKind.BlockSequenceStart, "block sequence entries are not allowed in this context");
        ForgetSimpleKey(_simpleKeys.Count - 1);
        _allowsSimpleKey = true;
        FetchIndicator(YamlTokenKind.BlockEntry);
    }

    void FetchKey()
    {
        OpenBlock(YamlTokenKind.BlockMappingStart, "mapping keys are not allowed in this context");
        ForgetSimpleKey(_simpleKeys.Count - 1);
        _allowsSimpleKey = !IsInFlow;
        FetchIndicator(YamlTokenKind.Key);
    }

    void FetchValue()
    {
        var level = _simpleKeys.Count - 1;
        if (IsSimpleKeyValid(level))
        {
            var key = _simpleKeys[level];
            _tokens.Insert(_head + key.TokenNumber - _tokensTaken, new YamlToken(YamlTokenKind.Key, key.Mark, key.Mark));
            RollIndent(key.Mark.Column, key.TokenNumber, YamlTokenKind.BlockMappingStart, key.Mark);
            _simpleKeys[level] = default;
            _allowsSimpleKey = false;
        }
        else
        {
            OpenBlock(YamlTokenKind.BlockMappingStart, "mapping values are not allowed in this context");
            _allowsSimpleKey = !IsInFlow;
        }

        FetchIndicator(YamlTokenKind.Value);
    }

    /// <summary>Outside of flow collections: an indicator opens a collection, where one may start.</summary>
    void OpenBlock(YamlTokenKind kind, string problem)
    {
        if (IsInFlow)
        {
            return;
        }

        if (!_allowsSimpleKey)
        {
            throw Error(null, Mark, problem);
        }

        RollIndent(_column, _tokensTaken + _tokens.Count - _head, kind, Mark);
    }

    void FetchIndicator(YamlTokenKind kind, int length = 1)
    {
        var start = Mark;
        Skip(length);
        Add(kind, start);
    }

    readonly record struct SimpleKey(bool IsPossible, bool IsRequired, int TokenNumber, YamlMark Mark);
}
