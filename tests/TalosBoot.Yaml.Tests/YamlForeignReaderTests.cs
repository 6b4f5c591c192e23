using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using TalosBoot.Testing;
using TalosBoot.Yaml.Reading;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Yaml.Tests;

/// <summary>Random documents, read by libyaml (of which Go's library is a port) through PyYAML and by the reader here.</summary>
sealed partial class YamlForeignReaderTests
{
    const int DocumentCount = 14_000;

    /// <summary>Reads JSON strings, one a line; writes a canonical form of the first document's nodes, or null when it is refused.</summary>
    const string PythonReader =
        """
        import sys, json, yaml
        from yaml.nodes import ScalarNode, SequenceNode
        class Refused(Exception): pass
        def events(text):
            return iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        def node(stream, event, anchors):
            if isinstance(event, yaml.AliasEvent):
                if anchors.get(event.anchor) is None: raise Refused()
                return anchors[event.anchor]
            if event.anchor: anchors[event.anchor] = None
            tag = event.tag or ''
            if tag == '!': tag = ''
            if tag.startswith('tag:yaml.org,2002:'): tag = '!!' + tag[18:]
            mark = [event.start_mark.line + 1, event.start_mark.column + 1]
            if isinstance(event, yaml.ScalarEvent):
                result = ['s', mark, tag, event.value, event.style in (None, '')]
            else:
                kind = 'q' if isinstance(event, yaml.SequenceStartEvent) else 'm'
                children = []
                while True:
                    event2 = next(stream)
                    if isinstance(event2, (yaml.SequenceEndEvent, yaml.MappingEndEvent)): break
                    children.append(node(stream, event2, anchors))
                result = [kind, mark, tag, children]
            if event.anchor: anchors[event.anchor] = result
            return result
        def read(text):
            stream = events(text)
            try:
                next(stream)
                event = next(stream)
                if isinstance(event, yaml.StreamEndEvent): return None
                root = node(stream, next(stream), {})
                next(stream)
            except (yaml.YAMLError, Refused):
                return None
            try:
                for _ in stream: pass
            except yaml.YAMLError:
                return 'refused behind the document'
            return root
        for line in sys.stdin:
            print(json.dumps(read(json.loads(line)), separators=(',', ':'), ensure_ascii=True))
        """;

    /// <summary>Reads documents as JSON strings, one a line; writes the one text in each.</summary>
    const string PythonTexts =
        """
        import sys, json, yaml
        for line in sys.stdin:
            try:
                print(json.dumps(yaml.load(json.loads(line), Loader=yaml.CBaseLoader)['k'][0]))
            except yaml.YAMLError as error:
                print(json.dumps(str(error)))
        """;

    static readonly string[] Pieces =
    [
        "a", "b", "key", "1", "- ", "-", ": ", ":", "? ", "?", "\n", "\n  ", "\n    ", "\n - ", "\n", " ", "  ", "[", "]", "{", "}", ",", ", ",
        "'", "''", "\"", "\\n", "\\x41", "\\u00e9", "\\\n", "|", "|-\n  ", "|+\n  x\n\n", ">\n  ", ">-\n  x\n  y\n", "|2\n    ", "#", " # c", "&a ", "*a", "&b ", "*b",
        "!!str ", "!t ", "! ", "!<x> ", "%", "@", "\t", "\r\n", "\r", "é", "\U0001F600", "\u2028", "\u0085", "---", "\n---\n", "\n...\n", "...", "<<: ", "~", "null",
        "a: b\n", "- x\n", "k:\n  - v\n", "x: {y: z}\n", "\"q\": 'r'\n", "a: |\n  t\n  u\n", "%TAG !e! tag:x\n---\n", "!e!z ", "%YAML 1.1\n---\n",
    ];

    [Test]
    public void Libyaml_reads_the_same_nodes_at_the_same_places_and_refuses_the_same_documents()
    {
        // Go's library differs from libyaml where a flow collection has a question mark, an entry that starts with a colon, or a colon before an indicator.
        var noise = TestBytes.Noise(DocumentCount * 16, seed: 7);
        var documents = new List<string>(DocumentCount);
        for (var index = 0; index < DocumentCount; index++)
        {
            var bytes = noise.AsSpan(index * 16, 16);
            var document = new StringBuilder();
            for (var piece = 0; piece < 2 + (bytes[0] % 12); piece++)
            {
                document.Append(Pieces[bytes[piece + 1] % Pieces.Length]);
            }

            if (!DiffersInGo().IsMatch(document.ToString()))
            {
                documents.Add(document.ToString());
            }
        }

        var input = new StringBuilder();
        documents.ForEach(document => input.Append(JsonSerializer.Serialize(document)).Append('\n'));
        var expected = RunPython(PythonReader, input.ToString()).Lines;
        Assert.That(expected, Has.Length.EqualTo(documents.Count));
        Assert.That(expected.Count(line => line.StartsWith('[')), Is.GreaterThan(3_000));
        var differences = new List<string>();
        for (var index = 0; index < documents.Count; index++)
        {
            if (expected[index] == "\"refused behind the document\"")
            {
                // Go's library looks some tokens further, and may find the error there.
                continue;
            }

            var actual = Describe(documents[index]);
            if (actual != expected[index])
            {
                differences.Add($"{JsonSerializer.Serialize(documents[index])}\n  libyaml {expected[index]}\n  here    {actual}");
            }
        }

        Assert.That(differences, Is.Empty, $"{differences.Count} differences");
    }

    [Test]
    public void Libyaml_reads_the_texts_that_were_written()
    {
        var texts = new List<string>();
        YamlGenerators.Text.Where(text => !text.Contains('\uDCFF', StringComparison.Ordinal)).Array[1, 8].Sample(
            some =>
            {
                lock (texts)
                {
                    texts.AddRange(some);
                }
            },
            iter: 1000, threads: 1);
        foreach (var dialect in GoYamlDialectNames.All.Where(dialect => dialect != GoYamlDialect.YamlV301))
        {
            // What rc3 writes with a hint at a leading break, none reads.
            var readable = texts.Where(text => dialect != GoYamlDialect.YamlV4Rc3 || text[..Math.Min(1, text.Length)] is not ("\n" or "\u2028")).ToList();
            var input = new StringBuilder();
            readable.ForEach(text => input.Append(JsonSerializer.Serialize(
                Emit.Value(Emit.Map(("k", new YamlList(text))), new GoYamlWriterOptions(dialect)))).Append('\n'));
            var read = RunPython(PythonTexts, input.ToString()).Lines.Select(line => JsonSerializer.Deserialize<string>(line));
            Assert.That(read, Is.EqualTo(readable), dialect.ToName());
        }
    }

    static ToolResult RunPython(string script, string input)
    {
        ForeignTool.Require("python3");
        if (ForeignTool.TryRun("python3", ["-c", "import yaml; yaml.CSafeLoader"]).ExitCode != 0)
        {
            ForeignTool.SkipOrFail("PyYAML with libyaml is not installed.");
        }

        var result = ForeignTool.TryRun("python3", ["-c", script], input: Encoding.UTF8.GetBytes(input));
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result;
    }

    [GeneratedRegex(@"[\[{](.|\n)*\?|[\[,{](\s|#.*\n|[&!]\S*)*:|:[,?\[\]{}]")]
    private static partial Regex DiffersInGo();

    static string Describe(string document)
    {
        try
        {
            var result = new StringBuilder();
            Describe(YamlDocumentReader.Read(document, YamlLimits.Default, GoYamlDialect.YamlV301), result);
            return result.ToString();
        }
        catch (YamlReadException)
        {
            return "null";
        }
    }

    static void Describe(YamlNode node, StringBuilder result)
    {
        var kind = node.Kind switch { YamlNodeKind.Scalar => 's', YamlNodeKind.Sequence => 'q', _ => 'm' };
        result.Append($"[\"{kind}\",[{node.Line},{node.Column}],{Json(node.Tag)},");
        if (node.Kind == YamlNodeKind.Scalar)
        {
            result.Append($"{Json(node.Value)},{(node.IsPlain ? "true" : "false")}]");
            return;
        }

        result.Append('[');
        for (var index = 0; index < node.Children.Count; index++)
        {
            result.Append(index == 0 ? string.Empty : ",");
            Describe(node.Children[index], result);
        }

        result.Append("]]");
    }

    /// <summary>The form of Python's encoder.</summary>
    static string Json(string text)
    {
        var result = new StringBuilder("\"");
        foreach (var character in text)
        {
            result.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or > '~' => $"\\u{(int)character:x4}",
                _ => character.ToString(),
            });
        }

        return result.Append('"').ToString();
    }
}
