using System.Text;

namespace TalosBoot.Yaml.Reading;

/// <summary>
/// Decodes nodes into typed values by the rules of Go's library: what a scalar is, which values a field takes, what null and merge keys do
/// (schematic.md 4). Problems are collected, as upstream reports them all at once.
/// </summary>
/// <param name="dialect">The release of the library that is followed.</param>
/// <param name="refusesUnknownFields">Whether a field that is not known is a problem (schematics), or is passed over (profiles).</param>
internal sealed partial class GoDecoder(GoYamlDialect dialect, bool refusesUnknownFields)
{
    readonly GoYamlRules _rules = GoYamlRules.Of(dialect);
    const int MostProblems = 20;
    const int LongestName = 256;
    readonly List<PathPart> _path = [];
    readonly List<GoDecodeProblem> _problems = [];

    /// <summary>What was found so far, in the order of upstream; at most 20.</summary>
    public IReadOnlyList<GoDecodeProblem> Problems => _problems;

    /// <summary>Decodes a structure: calls back with every field that has a name. A null leaves it as it is.</summary>
    /// <typeparam name="T">The type of what is filled.</typeparam>
    /// <param name="node">The node.</param>
    /// <param name="goType">The name of the Go type, for the texts of problems.</param>
    /// <param name="target">What is filled.</param>
    /// <param name="member">Takes the decoder, the target, the name of a field and its value; returns false when there is no such
    /// field.</param>
    /// <returns>Whether the node is a mapping with unique keys; a null is none, and no problem.</returns>
    public bool Structure<T>(YamlNode node, string goType, T target, Func<GoDecoder, T, string, YamlNode, bool> member)
    {
        if (node.Kind == YamlNodeKind.Mapping)
        {
            return Members(node, goType, target, member, merged: null);
        }

        RefuseUnlessLeftOut(node, goType);
        return false;
    }

    /// <summary>Decodes a list: calls back with every element, nulls included.</summary>
    /// <returns>Whether the node is a list; a null is none, and no problem.</returns>
    public bool List<T>(YamlNode node, string goType, T target, Action<GoDecoder, T, YamlNode> element)
    {
        if (node.Kind != YamlNodeKind.Sequence)
        {
            RefuseUnlessLeftOut(node, goType);
            return false;
        }

        for (var index = 0; index < node.Children.Count; index++)
        {
            _path.Add(new PathPart(null, index));
            element(this, target, node.Children[index]);
            _path.RemoveAt(_path.Count - 1);
        }

        return true;
    }

    /// <summary>Decodes a list of texts. Nulls are dropped.</summary>
    public IReadOnlyList<string> TextList(YamlNode node)
    {
        var texts = new List<string>(node.Children.Count);
        List(node, "[]string", texts, static (decoder, list, element) =>
        {
            if (decoder.Text(element) is { } text)
            {
                list.Add(text);
            }
        });
        return texts;
    }

    /// <summary>The problems in the form in which the library reports them.</summary>
    public string ToGoText()
    {
        var lines = _problems.Select(problem => $"line {problem.Line}: {problem.Text}");
        return _rules.Messages switch
        {
            GoYamlMessages.Staged => "yaml: construct errors: " + string.Join("; ", lines),
            GoYamlMessages.Marked => "yaml: construct errors:" + string.Concat(lines.Select(line => "\n  " + line)),
            GoYamlMessages.LinesOfFirstProblem when _problems.Find(problem => problem.Failure == GoDecodeFailure.UnknownWord) is { } word =>
                word.Text,
            _ => "yaml: unmarshal errors:" + string.Concat(lines.Select(line => "\n  " + line)),
        };
    }

    bool Members<T>(YamlNode node, string goType, T target, Func<GoDecoder, T, string, YamlNode, bool> member, HashSet<string>? merged)
    {
        if (!HasUniqueKeys(node))
        {
            return false;
        }

        YamlNode? merge = null;
        for (var index = 0; index < node.Children.Count; index += 2)
        {
            var (key, value) = (node.Children[index], node.Children[index + 1]);
            if (IsMerge(key))
            {
                merge = value;
                continue;
            }

            if (Text(key) is not { } name || (merged is not null && !merged.Add(name)))
            {
                continue;
            }

            _path.Add(new PathPart(name, 0));
            if (!member(this, target, name, value) && refusesUnknownFields && _problems.Count < MostProblems)
            {
                Report(GoDecodeFailure.UnknownField, key, $"field {Shorten(name)} not found in type {goType}");
            }

            _path.RemoveAt(_path.Count - 1);
        }

        if (merge is null)
        {
            return true;
        }

        merged ??= [.. Keys(node).Where(key => key.Kind == YamlNodeKind.Scalar).Select(key => key.Value)];
        foreach (var source in MergeSources(merge))
        {
            Members(source, goType, target, member, merged);
        }

        return true;
    }

    /// <summary>The mappings that a merge key names; what else it may name is a problem.</summary>
    IEnumerable<YamlNode> MergeSources(YamlNode merge)
    {
        var sources = merge.Kind == YamlNodeKind.Sequence ? merge.Children : [merge];
        foreach (var source in sources)
        {
            if (source.Kind == YamlNodeKind.Mapping)
            {
                yield return source;
            }
            else
            {
                throw Failure(YamlFailure.Merge, YamlStage.Constructor, source, "map merge requires map or sequence of maps as the value");
            }
        }
    }

    bool HasUniqueKeys(YamlNode node)
    {
        if (node.Children.Count <= 2)
        {
            return true;
        }

        var count = _problems.Count;
        var lines = new Dictionary<(YamlNodeKind, string), int>(node.Children.Count / 2);
        foreach (var key in Keys(node))
        {
            if (!lines.TryAdd((key.Kind, key.Value), key.Line))
            {
                var line = lines[(key.Kind, key.Value)];
                Report(GoDecodeFailure.DuplicateKey, key, $"mapping key {GoQuote(Shorten(key.Value))} already defined at line {line}");
            }
        }

        return count == _problems.Count;
    }

    /// <summary>Reports a node that is no collection and no value that may be left out: a null, or a merge indicator where it is dropped.</summary>
    void RefuseUnlessLeftOut(YamlNode node, string goType)
    {
        if (!IsNull(node) && !IsDropped(node))
        {
            WrongType(node, goType);
        }
    }

    void WrongType(YamlNode node, string goType)
    {
        var tag = node.Tag.Length > 0 ? node.Tag : ShortTag(node);
        var shown = tag is SequenceTag or MappingTag ? string.Empty : $" `{ShortenScalar(node.Value)}`";
        var verb = SaysConstruct ? "construct" : "unmarshal";
        Report(GoDecodeFailure.WrongType, node, $"cannot {verb} {tag}{shown} into {goType}");
    }

    /// <summary>The error of a value that ends the decoder at once.</summary>
    YamlReadException Failure(YamlFailure failure, YamlStage stage, YamlNode node, string text) =>
        new(failure, text, node.Mark) { Stage = stage, Path = CurrentPath() };

    bool SaysConstruct => _rules.Messages is GoYamlMessages.Staged or GoYamlMessages.Marked;

    void Report(GoDecodeFailure failure, YamlNode node, string text)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(new GoDecodeProblem(failure, text, node.Line, node.Column, CurrentPath()));
        }
    }

    string CurrentPath()
    {
        var path = new StringBuilder();
        foreach (var (name, index) in _path)
        {
            if (name is null)
            {
                path.Append('[').Append(index).Append(']');
            }
            else
            {
                path.Append(path.Length == 0 ? string.Empty : ".").Append(Shorten(name));
            }
        }

        return path.ToString();
    }

    /// <summary>A scalar for a message: its first 7 bytes when it has more than 10.</summary>
    static string ShortenScalar(string value)
    {
        if (Encoding.UTF8.GetByteCount(value) <= 10)
        {
            return value;
        }

        Span<byte> start = stackalloc byte[3 * 7];
        Encoding.UTF8.GetBytes(value.AsSpan(0, Math.Min(7, value.Length)), start);
        return $"{Encoding.UTF8.GetString(start[..7])}...";
    }

    /// <summary>A name for a message; upstream shows all of it, however long.</summary>
    static string Shorten(string name) => name.Length <= LongestName ? name : name[..LongestName] + "...";

    /// <summary>A text as Go quotes it, short ones being what matters.</summary>
    static string GoQuote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal) + "\"";

    static IEnumerable<YamlNode> Keys(YamlNode mapping)
    {
        for (var index = 0; index < mapping.Children.Count; index += 2)
        {
            yield return mapping.Children[index];
        }
    }

    readonly record struct PathPart(string? Name, int Index);
}
