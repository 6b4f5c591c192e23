using System.Globalization;
using System.Text;

namespace TalosBoot.Oci.Model;

/// <summary>
/// Writes JSON as Go's encoding/json does, on which digests depend: no white space, or one member a line; <c>&lt;</c>, <c>&gt;</c> and
/// <c>&amp;</c> escaped, and everything else that need not be left as it is (docs/formats/oci.md).
/// </summary>
/// <param name="indent">The spaces of one level; 0 for no white space.</param>
internal sealed class GoJsonWriter(int indent = 0)
{
    readonly StringBuilder _text = new();
    int _depth;
    bool _isFirst = true;
    bool _isValue;

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    public GoJsonWriter Begin(char bracket)
    {
        Separate();
        _text.Append(bracket);
        _depth++;
        _isFirst = true;
        return this;
    }

    public GoJsonWriter End(char bracket)
    {
        _depth--;
        if (!_isFirst)
        {
            Break();
        }

        _text.Append(bracket);
        _isFirst = false;
        return this;
    }

    public GoJsonWriter Name(string name)
    {
        Separate();
        Quote(name);
        _text.Append(indent == 0 ? ":" : ": ");
        _isValue = true;
        return this;
    }

    public GoJsonWriter Value(string value)
    {
        Separate();
        Quote(value);
        return this;
    }

    public GoJsonWriter Value(long value) => Literal(value.ToString(CultureInfo.InvariantCulture));

    public GoJsonWriter Null() => Literal("null");

    public void Text(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            Name(name).Value(value);
        }
    }

    /// <summary>A flag that is set; nothing for one that is not.</summary>
    public void Flag(string name, bool value)
    {
        if (value)
        {
            Name(name).Literal("true");
        }
    }

    /// <summary>A number; nothing for zero.</summary>
    public void Number(string name, long value)
    {
        if (value != 0)
        {
            Name(name).Value(value);
        }
    }

    public void Texts(string name, IReadOnlyList<string>? values)
    {
        if (values is { Count: > 0 })
        {
            Name(name).Begin('[');
            foreach (var value in values)
            {
                Value(value);
            }

            End(']');
        }
    }

    /// <summary>A map, in the order of the bytes of its keys.</summary>
    public void Map(string name, IReadOnlyDictionary<string, string>? values)
    {
        if (values is { Count: > 0 })
        {
            Name(name).Begin('{');
            foreach (var (key, value) in values.OrderBy(pair => Encoding.UTF8.GetBytes(pair.Key), ByteOrder))
            {
                Name(key).Value(value);
            }

            End('}');
        }
    }

    /// <summary>A set of names as an object without values, in the order of the bytes of its names.</summary>
    public void Names(string name, IReadOnlyList<string>? values)
    {
        if (values is { Count: > 0 })
        {
            Name(name).Begin('{');
            foreach (var value in values.Distinct(StringComparer.Ordinal).OrderBy(Encoding.UTF8.GetBytes, ByteOrder))
            {
                Name(value).Begin('{').End('}');
            }

            End('}');
        }
    }

    static IComparer<byte[]> ByteOrder { get; } = Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

    GoJsonWriter Literal(string value)
    {
        Separate();
        _text.Append(value);
        return this;
    }

    void Separate()
    {
        if (_isValue)
        {
            _isValue = false;
            return;
        }

        if (!_isFirst)
        {
            _text.Append(',');
        }

        if (_depth > 0)
        {
            Break();
        }

        _isFirst = false;
    }

    void Break()
    {
        if (indent > 0)
        {
            _text.Append('\n').Append(' ', _depth * indent);
        }
    }

    void Quote(string value)
    {
        _text.Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                < 0x20 or '<' or '>' or '&' or 0x2028 or 0x2029 => _text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => _text.Append(rune.ToString()),
            };
        }

        _text.Append('"');
    }
}
