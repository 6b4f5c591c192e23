using System.Text;
using System.Text.Json;
using TalosBoot.Testing;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TalosBoot.Schematics.Tests;

/// <summary>Why YamlDotNet does not read schematics: it accepts and refuses other documents than Go's library. The reader here differs in none.</summary>
sealed class YamlDotNetComparisonTests
{
    /// <summary>What the README says; a newer YamlDotNet that does much better is worth another look.</summary>
    const int KnownDifferences = 100;

    [Test]
    public void YamlDotNet_accepts_and_refuses_otherwise_than_Go()
    {
        var (documents, acceptedOnly, refusedOnly, otherExceptions) = (0, 0, 0, 0);
        foreach (var line in File.ReadLines(RepositoryPaths.Vector("yaml", "schematic-documents.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var entry = json.RootElement;
            var expected = (entry.TryGetProperty("all", out var all) ? all : entry.GetProperty("yaml-v4-rc6")).GetString()!;
            var isSyntaxError = expected.Contains("load error in scanner", StringComparison.Ordinal)
                || expected.Contains("load error in parser", StringComparison.Ordinal)
                || expected.Contains("load error in reader", StringComparison.Ordinal);
            documents++;
            switch (TryParse(entry.GetProperty("in").GetBytesFromBase64()))
            {
                case true when isSyntaxError:
                    acceptedOnly++;
                    break;
                case false when !isSyntaxError:
                    refusedOnly++;
                    break;
                case null:
                    otherExceptions++;
                    break;
            }
        }

        TestContext.Out.WriteLine(
            $"{documents} documents: YamlDotNet accepts {acceptedOnly} that Go refuses, refuses {refusedOnly} that Go accepts, throws something else for {otherExceptions}");
        Assert.That(documents, Is.GreaterThan(4_000));
        Assert.That(acceptedOnly + refusedOnly + otherExceptions, Is.GreaterThan(KnownDifferences));
    }

    /// <summary>Whether the first document has events to its end; null for an exception that is not YamlDotNet's own.</summary>
    static bool? TryParse(byte[] document)
    {
        try
        {
            var parser = new Parser(new StringReader(Encoding.UTF8.GetString(document)));
            while (parser.MoveNext() && parser.Current is not DocumentEnd)
            {
            }

            return true;
        }
        catch (YamlException)
        {
            return false;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException or NullReferenceException or FormatException)
        {
            return null;
        }
    }
}
