using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <content>Scalars and untyped values.</content>
internal sealed partial class GoDecoder
{
    const string TextTag = "!!str";
    const string SequenceTag = "!!seq";
    const string MappingTag = "!!map";
    const string MergeTag = "!!merge";
    const string BinaryTag = "!!binary";

    /// <summary>Decodes a text: the source text of any scalar.</summary>
    /// <returns>Null when the scalar is null, or is no text, which is reported.</returns>
    public string? Text(YamlNode node)
    {
        if (node.Kind != YamlNodeKind.Scalar)
        {
            WrongType(node, "string");
            return null;
        }

        if (node.Tag == BinaryTag)
        {
            return Binary(node);
        }

        var resolved = Resolve(node);
        if (resolved.Type == YamlImplicitType.Timestamp && _rules.RefusesTimestampAsText)
        {
            WrongType(node, "string");
            return null;
        }

        return resolved.Type == YamlImplicitType.Null ? null : node.Value;
    }

    /// <summary>Decodes an unsigned integer.</summary>
    /// <param name="node">The node.</param>
    /// <param name="goType">The name of the Go type, for the texts of problems.</param>
    /// <param name="maximum">The largest value that fits.</param>
    /// <returns>Null when the scalar is null, or does not fit, which is reported.</returns>
    public ulong? UnsignedInteger(YamlNode node, string goType, ulong maximum)
    {
        var value = Integer(node, goType, 0, maximum);
        return value is null ? null : (ulong)value;
    }

    /// <summary>Decodes an integer.</summary>
    /// <param name="node">The node.</param>
    /// <param name="goType">The name of the Go type, for the texts of problems.</param>
    /// <param name="minimum">The smallest value that fits.</param>
    /// <param name="maximum">The largest value that fits.</param>
    /// <returns>Null when the scalar is null, or does not fit, which is reported.</returns>
    public Int128? Integer(YamlNode node, string goType, Int128 minimum, Int128 maximum)
    {
        var resolved = node.Kind == YamlNodeKind.Scalar ? Resolve(node) : default;
        Int128? value = resolved.Type switch
        {
            YamlImplicitType.Null => null,
            YamlImplicitType.Merge when _rules.DropsMergeIndicator => null,
            YamlImplicitType.Integer => resolved.Integer,
            YamlImplicitType.Float when Math.Abs(resolved.Float) < 1e30
                && (!_rules.RefusesFractions || double.IsInteger(resolved.Float)) => OfFloat(resolved.Float, isUnsigned: minimum == 0),
            _ => Int128.MaxValue,
        };
        if (value < minimum || value > maximum)
        {
            WrongType(node, goType);
            return null;
        }

        return value;
    }

    /// <summary>A float as an integer. Where fractions are cut, a negative one wraps around in 64 bits, as on the processors that Go runs on.</summary>
    Int128 OfFloat(double value, bool isUnsigned) => isUnsigned && !_rules.RefusesFractions && value < 0
        ? unchecked((ulong)(long)Math.Max(value, long.MinValue))
        : (Int128)value;

    /// <summary>Decodes a boolean: also the words of YAML 1.1.</summary>
    /// <returns>Null when the scalar is null, or is no boolean, which is reported.</returns>
    public bool? Boolean(YamlNode node)
    {
        var resolved = node.Kind == YamlNodeKind.Scalar ? Resolve(node) : default;
        if (resolved.Type == YamlImplicitType.Boolean)
        {
            return resolved.Boolean;
        }

        if (resolved.Type == YamlImplicitType.Null || (resolved.Type == YamlImplicitType.Merge && _rules.DropsMergeIndicator))
        {
            return null;
        }

        switch (resolved.Type == YamlImplicitType.Text ? node.Value : null)
        {
            case "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return true;
            case "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return false;
            default:
                WrongType(node, "bool");
                return null;
        }
    }

    /// <summary>Decodes a word of an enumeration, whatever its case.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="node">The node.</param>
    /// <param name="goType">The name of the Go type, for the texts of problems.</param>
    /// <param name="words">The words.</param>
    /// <returns>Null when the scalar is null, or is no such word, which is reported.</returns>
    public T? Word<T>(YamlNode node, string goType, IReadOnlyDictionary<string, T> words)
        where T : struct, Enum
    {
        if (node.Kind != YamlNodeKind.Scalar)
        {
            WrongType(node, SaysConstruct ? goType + " (TextUnmarshaler)" : goType);
            return null;
        }

        if (IsNull(node))
        {
            return null;
        }

        var text = node.Tag == BinaryTag ? Binary(node) : node.Value;
        foreach (var (word, value) in words)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        var name = goType[(goType.LastIndexOf('.') + 1)..];
        Report(GoDecodeFailure.UnknownWord, node, $"{Shorten(text)} does not belong to {name} values");
        return null;
    }

    /// <summary>Decodes a mapping of texts to untyped values. A null key is dropped.</summary>
    /// <returns>Null when the node is null, or is no mapping, which is reported.</returns>
    public YamlMapping? TextMapping(YamlNode node)
    {
        if (node.Kind == YamlNodeKind.Mapping)
        {
            return Mapping(node, hasTextKeys: true);
        }

        RefuseUnlessLeftOut(node, "map[string]interface {}");
        return null;
    }

    /// <summary>Decodes a value of any kind.</summary>
    /// <returns>Null for a merge indicator where that is dropped.</returns>
    YamlValue? Any(YamlNode node)
    {
        switch (node.Kind)
        {
            case YamlNodeKind.Sequence:
                var items = new List<YamlValue>(node.Children.Count);
                List(node, string.Empty, items, static (decoder, list, element) =>
                {
                    if (decoder.Any(element) is { } value)
                    {
                        list.Add(value);
                    }
                });
                return new YamlList(items);
            case YamlNodeKind.Mapping:
                return Mapping(node, hasTextKeys: Keys(node).All(key => IsMerge(key) || ShortTag(key) == TextTag));
            default:
                return AnyScalar(node);
        }
    }

    YamlValue? AnyScalar(YamlNode node)
    {
        if (node.Tag == BinaryTag)
        {
            return new YamlText(Binary(node));
        }

        var resolved = Resolve(node);
        return resolved.Type switch
        {
            YamlImplicitType.Null => YamlNull.Instance,
            YamlImplicitType.Boolean => new YamlBoolean(resolved.Boolean),
            YamlImplicitType.Integer => new YamlInteger(resolved.Integer),
            YamlImplicitType.Float => new YamlFloat(resolved.Float),
            YamlImplicitType.Timestamp => resolved.Timestamp!,
            YamlImplicitType.Merge when _rules.DropsMergeIndicator => null,
            _ => new YamlText(node.Value),
        };
    }

    YamlMapping Mapping(YamlNode node, bool hasTextKeys)
    {
        var entries = new Dictionary<YamlValue, YamlValue>(node.Children.Count / 2);
        FillMapping(node, hasTextKeys, entries, isMerged: false);
        return entries.Count == 0 ? YamlMapping.Empty : new YamlMapping(entries);
    }

    /// <summary>Adds the entries of a mapping; those that are merged into it do not replace what is there.</summary>
    void FillMapping(YamlNode node, bool hasTextKeys, Dictionary<YamlValue, YamlValue> entries, bool isMerged)
    {
        if (!HasUniqueKeys(node))
        {
            return;
        }

        YamlNode? merge = null;
        for (var index = 0; index < node.Children.Count; index += 2)
        {
            var key = node.Children[index];
            if (IsMerge(key))
            {
                merge = node.Children[index + 1];
            }
            else if (Key(key, hasTextKeys) is { } name && !(isMerged && entries.ContainsKey(name)))
            {
                _path.Add(new PathPart(key.Value, 0));
                if (Any(node.Children[index + 1]) is { } value)
                {
                    // A map gives nothing back for a key that is not equal to itself.
                    entries[name] = name is YamlFloat { Value: double.NaN } ? YamlNull.Instance : value;
                }

                _path.RemoveAt(_path.Count - 1);
            }
        }

        if (merge is not null)
        {
            foreach (var source in MergeSources(merge))
            {
                FillMapping(source, hasTextKeys, entries, isMerged: true);
            }
        }
    }

    YamlValue? Key(YamlNode node, bool isText)
    {
        if (isText)
        {
            return Text(node) is { } text ? new YamlText(text) : null;
        }

        return node.Kind == YamlNodeKind.Scalar
            ? AnyScalar(node)
            : throw Failure(YamlFailure.Value, YamlStage.Constructor, node, $"cannot use '{ShortTag(node)}' as a map key; try decoding into yaml.Node");
    }

    string Binary(YamlNode node) => GoBinary.TryDecode(node.Value, out var bytes)
        ? GoText.FromBytes(bytes)
        : throw Failure(YamlFailure.Value, YamlStage.Constructor, node, "!!binary value contains invalid base64 data");

    /// <summary>What a scalar is, by its tag or, when it is plain, by its text.</summary>
    /// <exception cref="YamlReadException">It is not what its tag says.</exception>
    ImplicitScalar Resolve(YamlNode node)
    {
        switch (node.Tag)
        {
            case "":
                return node.IsPlain ? ImplicitScalar.Resolve(node.Value, _rules) : default;
            case BinaryTag:
                Binary(node);
                return default;
            case MergeTag:
                return new ImplicitScalar(YamlImplicitType.Merge);
        }

        YamlImplicitType? wanted = node.Tag switch
        {
            "!!null" => YamlImplicitType.Null,
            "!!bool" => YamlImplicitType.Boolean,
            "!!int" => YamlImplicitType.Integer,
            "!!float" => YamlImplicitType.Float,
            "!!timestamp" => YamlImplicitType.Timestamp,
            _ => null,
        };
        if (wanted is null)
        {
            return default;
        }

        var resolved = ImplicitScalar.Resolve(node.Value, _rules);
        if (resolved.Type == wanted)
        {
            return resolved;
        }

        if (wanted == YamlImplicitType.Float && resolved.Type == YamlImplicitType.Integer && resolved.Integer <= long.MaxValue)
        {
            return new ImplicitScalar(YamlImplicitType.Float, Float: (double)resolved.Integer);
        }

        var verb = SaysConstruct ? "construct" : "decode";
        throw Failure(YamlFailure.Value, YamlStage.Resolver, node, $"cannot {verb} {TagOf(resolved.Type)} `{Shorten(node.Value)}` as a {node.Tag}");
    }

    /// <summary>Whether a node is null: a value that is left out.</summary>
    public bool IsNull(YamlNode node) => node.Kind == YamlNodeKind.Scalar && Resolve(node).Type == YamlImplicitType.Null;

    bool IsDropped(YamlNode node) =>
        _rules.DropsMergeIndicator && node.Kind == YamlNodeKind.Scalar && Resolve(node).Type == YamlImplicitType.Merge;

    static bool IsMerge(YamlNode node) => node.Kind == YamlNodeKind.Scalar
        && (node.Tag.Length == 0 ? node.IsPlain && node.Value == "<<" : node.Tag == MergeTag);

    string ShortTag(YamlNode node) => node switch
    {
        { Tag: not ("" or "!") } => node.Tag,
        { Kind: YamlNodeKind.Sequence } => SequenceTag,
        { Kind: YamlNodeKind.Mapping } => MappingTag,
        { IsPlain: true, Tag: "" } => TagOf(ImplicitScalar.Resolve(node.Value, _rules).Type),
        _ => TextTag,
    };

    static string TagOf(YamlImplicitType type) => type switch
    {
        YamlImplicitType.Null => "!!null",
        YamlImplicitType.Boolean => "!!bool",
        YamlImplicitType.Integer => "!!int",
        YamlImplicitType.Float => "!!float",
        YamlImplicitType.Timestamp => "!!timestamp",
        YamlImplicitType.Merge => MergeTag,
        _ => TextTag,
    };
}
