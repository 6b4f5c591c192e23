using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TalosBoot.Factory.Configuration;

/// <summary>
/// The keys and values of a configuration: mappings, lists, and texts for everything else. Keys are compared without regard to case.
/// </summary>
internal static class SettingsTree
{
    const int MaximumDepth = 32;

    public static Dictionary<string, object?> NewMapping() => new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lays one tree over another: mappings are merged, everything else is replaced.</summary>
    public static void Merge(Dictionary<string, object?> target, Dictionary<string, object?> added)
    {
        foreach (var (key, value) in added)
        {
            if (value is Dictionary<string, object?> inner && target.GetValueOrDefault(key) is Dictionary<string, object?> existing)
            {
                Merge(existing, inner);
            }
            else
            {
                target[key] = value;
            }
        }
    }

    /// <summary>Reads JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static object? ReadJson(string text)
    {
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaximumDepth });
        return Convert(document.RootElement);
    }

    /// <summary>Reads the first document of a YAML text.</summary>
    /// <exception cref="YamlException">It is none.</exception>
    public static object? ReadYaml(string text)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        return ReadNode(parser, 0);
    }

    static object? Convert(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Aggregate(NewMapping(), (mapping, property) =>
        {
            mapping[property.Name] = Convert(property.Value);
            return mapping;
        }),
        JsonValueKind.Array => element.EnumerateArray().Select(Convert).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => element.GetRawText(),
    };

    static object? ReadNode(Parser parser, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw new YamlException($"the document is nested more than {MaximumDepth} levels deep");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" } ? null : scalar.Value;
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new List<object?>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(ReadNode(parser, depth + 1));
            }

            return list;
        }

        if (parser.TryConsume<MappingStart>(out _))
        {
            var mapping = NewMapping();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>().Value;
                mapping[key] = ReadNode(parser, depth + 1);
            }

            return mapping;
        }

        throw new YamlException(parser.Current!.Start, parser.Current.End, "aliases are not supported here");
    }
}
