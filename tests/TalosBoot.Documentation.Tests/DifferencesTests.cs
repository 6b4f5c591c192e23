using System.Text.Json;
using System.Text.RegularExpressions;
using TalosBoot.Samples.Cli.Images;
using TalosBoot.Testing;

namespace TalosBoot.Documentation.Tests;

/// <summary>docs/differences.md names each difference that the recordings of upstream's programs allow or mean, and nothing else by such a name.</summary>
[Category("Fidelity")]
public sealed partial class DifferencesTests
{
    static readonly string Page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "differences.md"));

    [Test]
    public void Each_extension_that_is_meant_to_come_out_otherwise_is_named() => Assert.That(
        Names("Extensions"),
        Is.EquivalentTo(Rows("real", "extensions", "verdicts.jsonl").Where(row => row.TryGetProperty("here", out _)).Select(row => row.GetProperty("name").GetString())));

    [Test]
    public void Each_answer_of_the_Image_Factory_that_is_meant_to_be_another_is_named()
    {
        using var list = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.Vector("real", "factory", "differences.json")));
        Assert.That(
            Names("The Image Factory"),
            Is.EquivalentTo(list.RootElement.GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("name").GetString())));
    }

    /// <summary>A verb of crane is here, or on the page with the reason why not. <c>nosuch</c> is no verb of crane's either, and <c>cp</c> another name.</summary>
    [Test]
    public void Each_verb_of_crane_that_is_not_here_is_named()
    {
        var here = ImageCommands.Create("image").Subcommands.Select(command => command.Name).ToList();
        var verbs = Rows("real", "crane.jsonl").Select(row => row.GetProperty("args")[0].GetString()!).Where(verb => verb is not ("nosuch" or "cp")).Distinct().ToList();
        Assert.That(verbs, Has.Count.GreaterThan(15));
        Assert.That(verbs.Except(here), Is.SubsetOf(Names("crane")));
        Assert.That(here.Intersect(Names("crane")), Is.Empty);
    }

    static IEnumerable<JsonElement> Rows(params string[] parts) => File.ReadLines(RepositoryPaths.Vector(parts)).Select(line => JsonDocument.Parse(line).RootElement);

    /// <summary>The names in the first column of the table below a heading.</summary>
    static IReadOnlyList<string> Names(string heading)
    {
        var start = Page.IndexOf($"\n## {heading}", StringComparison.Ordinal);
        var end = Page.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return
        [
            .. Page[start..(end < 0 ? Page.Length : end)].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .SelectMany(line => Name().Matches(line.Split('|')[1])).Select(match => match.Groups["name"].Value),
        ];
    }

    [GeneratedRegex("`(?<name>[^`]+)`")]
    private static partial Regex Name();
}
