using TalosBoot.Testing;
using TalosBoot.Yaml;
using YamlDotNet.RepresentationModel;

namespace TalosBoot.Schematics.Tests;

/// <summary>Every entry of the upstream vectors, in every dialect that it names. YamlDotNet reads the file, so that the reader under test does not read its own test.</summary>
sealed class SchematicVectorTests
{
    [Test]
    public void Every_vector_has_its_identifier_in_every_dialect_that_it_names()
    {
        var vectors = Load().ToList();
        Assert.That(vectors, Has.Count.GreaterThanOrEqualTo(90));
        Assert.Multiple(() =>
        {
            foreach (var (name, body, id, canonical, dialects) in vectors)
            {
                foreach (var dialect in dialects)
                {
                    var schematic = Schematic.Parse(body, new SchematicReaderOptions { Dialect = dialect });
                    Assert.That(schematic.Id(dialect).Hex, Is.EqualTo(id), $"{name}, {dialect.ToName()}");
                    Assert.That(schematic.ToYaml(dialect), Is.EqualTo(canonical ?? schematic.ToYaml(dialect)), $"{name}, {dialect.ToName()}");
                    Assert.That(schematic.KnownIds.Select(known => known.Id.Hex), Does.Contain(id), name);
                }
            }
        });
    }

    [Test]
    public void Every_canonical_text_is_its_own_canonical_text()
    {
        var vectors = Load().ToList();
        Assert.Multiple(() =>
        {
            foreach (var (name, _, _, canonical, dialects) in vectors)
            {
                // A hint that is always 4 does not tell the indentation of a value of META, which is 2: no reader gets such a text back.
                if (canonical is not null && !canonical.Contains(": |4", StringComparison.Ordinal))
                {
                    Assert.That(Schematic.Parse(canonical).ToYaml(dialects[0]), Is.EqualTo(canonical), name);
                }
            }
        });
    }

    static IEnumerable<(string Name, string Body, string Id, string? Canonical, IReadOnlyList<GoYamlDialect> Dialects)> Load()
    {
        using var reader = File.OpenText(RepositoryPaths.Vector("schematics.yaml"));
        var stream = new YamlStream();
        stream.Load(reader);
        foreach (var entry in ((YamlSequenceNode)stream.Documents[0].RootNode).Cast<YamlMappingNode>())
        {
            string? Get(string key) => entry.Children.TryGetValue(new YamlScalarNode(key), out var value) ? ((YamlScalarNode)value).Value : null;
            var dialects = entry.Children.TryGetValue(new YamlScalarNode("dialects"), out var names)
                ? ((YamlSequenceNode)names).Select(node => GoYamlDialectNames.TryParse(((YamlScalarNode)node).Value, out var dialect)
                    ? dialect
                    : throw new InvalidOperationException($"{node} is no dialect.")).ToList()
                : GoYamlDialectNames.All;
            yield return (Get("name")!, Get("schematic")!, Get("id")!, Get("canonical"), dialects);
        }
    }
}
