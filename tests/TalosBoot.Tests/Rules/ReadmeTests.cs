using System.Text.RegularExpressions;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Rules;

/// <summary>What the README shows is code that compiles, and files that are there.</summary>
public sealed partial class ReadmeTests
{
    static readonly string Readme = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "README.md"));

    [Test]
    public void Each_snippet_is_the_text_of_its_sample()
    {
        var snippets = Snippet().Matches(Readme);
        Assert.That(snippets, Is.Not.Empty);
        foreach (Match snippet in snippets)
        {
            var sample = File.ReadAllText(Path.Combine(RepositoryPaths.Root, snippet.Groups["path"].Value));
            Assert.That(snippet.Groups["code"].Value, Is.EqualTo(sample), snippet.Groups["path"].Value);
        }
    }

    [Test]
    public void Each_link_leads_to_a_file()
    {
        var links = Link().Matches(Readme).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal)).ToList();
        Assert.That(links, Is.Not.Empty);
        Assert.That(links.Where(link => !File.Exists(Path.Combine(RepositoryPaths.Root, link))), Is.Empty);
    }

    [GeneratedRegex(@"<!-- snippet: (?<path>\S+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();
}
