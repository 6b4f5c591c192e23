using System.Globalization;
using System.Text;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Writing;

/// <summary>
/// Writes one document in block style with the bytes that Go's YAML library writes (docs/formats/schematic.md). Mappings keep the order in which
/// their members are written; only an untyped <see cref="YamlMapping"/> is sorted.
/// </summary>
/// <remarks>
/// The root is a mapping or a sequence. A mapping or sequence that ends without an entry becomes <c>{}</c> or <c>[]</c>. Texts get the
/// style that the library chooses. Not thread-safe; dispose it to give its buffer back.
/// </remarks>
internal sealed partial class GoYamlWriter(GoYamlWriterOptions options) : IDisposable
{
    readonly Utf8Output _output = new();
    Frame[] _frames = new Frame[8];
    int _depth;

    public GoYamlWriter(GoYamlDialect dialect)
        : this(new GoYamlWriterOptions(dialect))
    {
    }

    ref Frame Top => ref _frames[_depth - 1];

    public void BeginMapping() => Begin(isMapping: true);

    public void EndMapping() => End("{}");

    public void BeginSequence() => Begin(isMapping: false);

    public void EndSequence() => End("[]");

    /// <summary>Starts a member of a mapping; its value has to follow.</summary>
    public void Key(string key)
    {
        StartEntry();
        if (GoText.TryGetInvalidBytes(key, out var bytes))
        {
            var encoded = GoBinary.Encode(bytes);
            StartKey(GoBinary.IsOneLine(encoded));
            Binary(encoded, Top.ChildColumn);
        }
        else
        {
            var analysis = ScalarAnalysis.Of(key);
            var isSimple = !analysis.HasBreak && Encoding.UTF8.GetByteCount(key) <= LongestSimpleKey;
            StartKey(isSimple);
            Scalar(key, analysis, Top.ChildColumn, isSimple);
        }

        EndKey();
    }

    /// <summary>Starts a member of an untyped mapping: a key that is no text is written as its value's text.</summary>
    public void Key(YamlValue key)
    {
        if (key is YamlText text)
        {
            Key(text.Value);
            return;
        }

        StartEntry();
        StartKey(isSimple: true);
        _output.Text(key.ToString());
        EndKey();
    }

    /// <summary>Writes a member of a mapping whose value is a text.</summary>
    public void Member(string key, string text)
    {
        Key(key);
        Text(text);
    }

    public void Text(string value)
    {
        var column = StartScalar();
        if (GoText.TryGetInvalidBytes(value, out var bytes))
        {
            Binary(GoBinary.Encode(bytes), column);
            return;
        }

        Scalar(value, ScalarAnalysis.Of(value), column, isSimpleKey: false);
    }

    public void Null() => Plain("null");

    public void Boolean(bool value) => Plain(value ? "true" : "false");

    public void Integer(Int128 value)
    {
        StartScalar();
        Span<char> digits = stackalloc char[40];
        value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        _output.Text(digits[..length]);
    }

    /// <summary>Writes an untyped value with all that it holds.</summary>
    public void Value(YamlValue value)
    {
        switch (value)
        {
            case YamlText text:
                Text(text.Value);
                break;
            case YamlList list:
                BeginSequence();
                foreach (var item in list.Items)
                {
                    Value(item);
                }

                EndSequence();
                break;
            case YamlMapping mapping:
                BeginMapping();
                foreach (var (key, member) in mapping.Entries)
                {
                    Key(key);
                    Value(member);
                }

                EndMapping();
                break;
            default:
                Plain(value.ToString());
                break;
        }
    }

    /// <summary>Finishes the document.</summary>
    /// <returns>The bytes, which are valid until the writer is used again or disposed.</returns>
    public ReadOnlySpan<byte> Finish()
    {
        if (_depth != 0)
        {
            throw new InvalidOperationException("A mapping or a sequence of the document is not ended.");
        }

        NewLine();
        return _output.Written;
    }

    /// <summary>Forgets what was written, for the next document.</summary>
    public void Clear()
    {
        _output.Clear();
        _depth = 0;
    }

    public void Dispose() => _output.Dispose();
}
