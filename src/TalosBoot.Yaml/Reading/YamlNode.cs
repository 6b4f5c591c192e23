using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <summary>
/// A node of a document as it was read: a scalar with its source text, or a collection. An alias is the very node of its anchor, so that
/// nodes may be shared; they never contain themselves.
/// </summary>
internal sealed class YamlNode(YamlNodeKind kind, YamlMark mark, string tag, string value, YamlScalarStyle style)
{
    const string LongTagPrefix = "tag:yaml.org,2002:";

    readonly List<YamlNode>? _children = kind == YamlNodeKind.Scalar ? null : [];

    public YamlNodeKind Kind => kind;

    public YamlMark Mark => mark;

    /// <summary>The line, counted from 1.</summary>
    public int Line => mark.Line + 1;

    /// <summary>The column, counted from 1.</summary>
    public int Column => mark.Column + 1;

    /// <summary>The explicit tag in its short form, such as <c>!!int</c>, or the empty string.</summary>
    public string Tag { get; } = tag.StartsWith(LongTagPrefix, StringComparison.Ordinal) ? string.Concat("!!", tag.AsSpan(LongTagPrefix.Length))
        : tag;

    /// <summary>The text of a scalar, with line breaks normalised and escapes resolved; otherwise the empty string.</summary>
    public string Value => value;

    public bool IsPlain => style == YamlScalarStyle.Plain;

    /// <summary>The items of a sequence; the keys and values of a mapping in turns.</summary>
    public IReadOnlyList<YamlNode> Children => _children ?? [];

    /// <summary>How many nodes there are in all when aliases are written out.</summary>
    public long ExpandedNodes { get; private set; } = 1;

    /// <summary>How many characters the scalars have together when aliases are written out.</summary>
    public long ExpandedCharacters { get; private set; } = value.Length;

    /// <summary>How many levels of collections there are when aliases are written out: 0 for a scalar.</summary>
    public int ExpandedDepth { get; private set; } = kind == YamlNodeKind.Scalar ? 0 : 1;

    /// <summary>Whether the end of the collection was not read yet, so that an alias to it would be endless.</summary>
    public bool IsOpen { get; private set; } = kind != YamlNodeKind.Scalar;

    public void Add(YamlNode child)
    {
        _children!.Add(child);
        ExpandedNodes += child.ExpandedNodes;
        ExpandedCharacters += child.ExpandedCharacters;
        ExpandedDepth = Math.Max(ExpandedDepth, child.ExpandedDepth + 1);
    }

    public void Close() => IsOpen = false;
}
