using System.Text.Json;
using System.Text.RegularExpressions;
using TalosBoot.Testing;
using TalosBoot.Tests.Imager;

namespace TalosBoot.Tests.Rules;

/// <summary>The page of differences names each of those that the recordings of upstream's programs know, and no verb that is there.</summary>
public sealed partial class DifferenceTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "differences.md"));

    [Test]
    public void Each_extension_that_is_taken_otherwise_is_named()
    {
        var meant = Rows("extensions", "verdicts.jsonl").Where(row => row.TryGetProperty("here", out _)).Select(row => row.GetProperty("name").GetString()).ToList();
        Assert.That(meant, Is.Not.Empty);
        Assert.That(meant.Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void Each_verb_of_crane_is_there_or_named_with_a_reason()
    {
        var help = ImagerProgram.RunVerb(["image", "--help"]).Output;
        var verbs = Rows("crane.jsonl").Select(row => row.GetProperty("args")[0].GetString()!).Where(verb => verb is not ("nosuch" or "cp")).Distinct().ToList();
        Assert.That(verbs, Has.Count.GreaterThan(15));
        var leftOut = LeftOut().Matches(Page).SelectMany(match => match.Groups[1].Value.Split(", ")).Select(verb => verb.Trim('`')).ToList();
        Assert.That(verbs.Where(verb => !Regex.IsMatch(help, $@"^\s+{verb}\b", RegexOptions.Multiline)), Is.SubsetOf(leftOut));
        Assert.That(leftOut.Where(verb => Regex.IsMatch(help, $@"^\s+{verb}\b", RegexOptions.Multiline)), Is.Empty);
    }

    static List<JsonElement> Rows(params string[] path) =>
        [.. File.ReadLines(RepositoryPaths.Vector(["real", .. path])).Select(line => JsonDocument.Parse(line).RootElement)];

    [GeneratedRegex(@"^\| ((?:`[a-z]+`(?:, )?)+) \|", RegexOptions.Multiline)]
    private static partial Regex LeftOut();
}
