namespace TalosBoot.Inspection.Tests;

/// <summary>The forms of a report say all of it, and nothing that an asset says becomes a part of the form.</summary>
[TestFixture]
public sealed class ReportTests
{
    [Test]
    public void A_signature_without_certificate_is_in_Markdown()
    {
        var report = TestReport.Empty with { Signatures = [new InspectedSignature("a.efi", "the signature is malformed", null, null, null)] };
        Assert.That(ReportMarkdown.Write(report), Does.Contain("| a.efi | the signature is malformed |  |  |\n"));
    }

    [TestCase("a: |\n  x\n", "```")]
    [TestCase("a: |\n  x\n  ```\n  # heading\n", "````")]
    [TestCase("a: ``````\n", "```````")]
    public void A_schematic_stays_within_its_fence(string text, string fence)
    {
        var report = TestReport.Empty with { Schematic = new InspectedSchematic("id", text) };
        Assert.That(ReportMarkdown.Write(report), Does.EndWith($"\n{fence}yaml\n{text}{fence}\n"));
    }

    /// <summary>Cutting it again for each line would take a minute.</summary>
    [Test]
    [CancelAfter(30_000)]
    public void A_word_of_many_lines_is_broken_once()
    {
        const int Length = 4_000_000;
        var report = TestReport.Empty with { BootEntries = [new InspectedBootEntry(string.Empty, "UKI", null, new string('a', Length))] };
        var lines = ReportText.Write(report, 100).Split('\n').Where(line => line.TrimStart().StartsWith("aaa", StringComparison.Ordinal)).ToList();
        Assert.That(lines, Has.All.Length.LessThanOrEqualTo(100));
        Assert.That(lines.Sum(line => line.Count(character => character == 'a')), Is.EqualTo(Length));
    }
}
