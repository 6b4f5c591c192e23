using System.Text.Json;
using System.Text.RegularExpressions;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;
using TalosBoot.Yaml;

namespace TalosBoot.Schematics.Tests;

/// <summary>What Go's library says of thousands of documents, in every dialect: accepted with that identifier, or refused at that line with that text.</summary>
sealed partial class SchematicDocumentVectorTests
{
    const string ErrorPrefix = "error: ";

    /// <summary>A line is right in as many of 1,000 refusals.</summary>
    const int RightLines = 995;

    /// <summary>A text is right in as many of 1,000 refusals of the default dialect.</summary>
    const int RightTexts = 950;

    [TestCaseSource(nameof(Dialects))]
    public void Every_document_is_accepted_and_named_or_refused_as_by_Go(string name)
    {
        Assert.That(GoYamlDialectNames.TryParse(name, out var dialect));
        var documents = 0;
        var refusals = 0;
        var wrongLines = new List<string>();
        var wrongTexts = new List<string>();
        var wrong = new List<string>();
        foreach (var (kind, document, expected) in Load(name))
        {
            documents++;
            var got = Read(document, dialect);
            var isRefused = expected.StartsWith(ErrorPrefix, StringComparison.Ordinal);
            if (isRefused != got.StartsWith(ErrorPrefix, StringComparison.Ordinal) || (!isRefused && got != expected))
            {
                wrong.Add($"{kind}: {Convert.ToBase64String(document)}\n  Go:   {expected}\n  here: {got}");
                continue;
            }

            if (isRefused)
            {
                refusals++;
                Compare(LinesOf(expected), LinesOf(got), wrongLines);
                Compare(expected, got, wrongTexts);
            }

            void Compare(string wanted, string found, List<string> differences)
            {
                if (wanted != found)
                {
                    differences.Add($"{kind}: {Convert.ToBase64String(document)}\n  Go:   {expected}\n  here: {got}");
                }
            }
        }

        TestContext.Out.WriteLine($"{documents} documents, {refusals} refused, {wrongLines.Count} other lines, {wrongTexts.Count} other texts");
        Assert.Multiple(() =>
        {
            Assert.That(documents, Is.GreaterThan(4000));
            Assert.That(wrong, Is.Empty, () => $"{wrong.Count} documents:\n{string.Join('\n', wrong)}");
            Assert.That(wrongLines.Count * 1000, Is.LessThanOrEqualTo(refusals * (1000 - RightLines)), () => string.Join('\n', wrongLines));
            if (dialect == default)
            {
                Assert.That(wrongTexts.Count * 1000, Is.LessThanOrEqualTo(refusals * (1000 - RightTexts)), () => string.Join('\n', wrongTexts));
            }
        });
    }

    static IEnumerable<string> Dialects => GoYamlDialectNames.All.Select(dialect => dialect.ToName());

    static string Read(byte[] document, GoYamlDialect dialect)
    {
        try
        {
            return Schematic.Parse(document, new SchematicReaderOptions { Dialect = dialect }).Id(dialect).Hex;
        }
        catch (SchematicException exception)
        {
            return ErrorPrefix + (exception.UpstreamText ?? exception.Message);
        }
    }

    static IEnumerable<(string Kind, byte[] Document, string Expected)> Load(string dialect)
    {
        foreach (var line in File.ReadLines(RepositoryPaths.Vector("yaml", "schematic-documents.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var entry = json.RootElement;
            yield return (
                entry.GetProperty("c").GetString()!,
                entry.GetProperty("in").GetBytesFromBase64(),
                (entry.TryGetProperty("all", out var all) ? all : entry.GetProperty(dialect)).GetString()!);
        }
    }

    static string LinesOf(string text) => string.Join(' ', Line().Matches(text).Select(match => match.Value));

    [GeneratedRegex(@"(?<=\bline )\d+|(?<=\bL)\d+(?=\.C)")]
    private static partial Regex Line();
}
