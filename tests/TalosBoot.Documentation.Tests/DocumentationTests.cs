using System.Text.RegularExpressions;
using TalosBoot.Testing;

namespace TalosBoot.Documentation.Tests;

/// <summary>What the documentation shows is code that compiles and runs, files that are there, and pages that its table of contents names.</summary>
sealed partial class DocumentationTests
{
    static readonly string Documentation = Path.Combine(RepositoryPaths.Root, "docs");

    static IEnumerable<string> Pages => Directory.EnumerateFiles(Documentation, "*.md", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(RepositoryPaths.Root, "*.md"))
        .Concat(ReadmesOfPackages)
        .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    static IEnumerable<string> ReadmesOfPackages => new[] { "src", "samples" }
        .SelectMany(folder => Directory.EnumerateDirectories(Path.Combine(RepositoryPaths.Root, folder)))
        .Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists);

    [TestCaseSource(nameof(Pages))]
    public void Each_program_is_code_that_a_test_runs(string page)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryPaths.Root, page));
        var snippets = Snippet().Matches(text);
        Assert.That(snippets, Has.Count.EqualTo(CSharpBlock().Count(text)), "blocks of C# without the place that they are from");
        foreach (Match snippet in snippets)
        {
            Assert.That(snippet.Groups["code"].Value, Is.EqualTo(CodeOf(snippet.Groups["path"].Value, snippet.Groups["region"].Value)), snippet.Groups["path"].Value);
        }
    }

    [TestCaseSource(nameof(Pages))]
    public void Each_link_leads_to_a_file_and_a_heading(string page)
    {
        var folder = Path.GetDirectoryName(Path.Combine(RepositoryPaths.Root, page))!;
        var broken = new List<string>();
        foreach (Match link in Link().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, page))))
        {
            var target = link.Groups["path"].Value;
            var file = target.Length == 0 ? Path.Combine(RepositoryPaths.Root, page) : Path.Combine(folder, target);
            if (!target.Contains("://", StringComparison.Ordinal) && !(File.Exists(file) && HasHeading(file, link.Groups["heading"].Value)))
            {
                broken.Add(link.Value);
            }
        }

        Assert.That(broken, Is.Empty);
    }

    /// <summary>A page of a package has no files beside it.</summary>
    [Test]
    public void Readmes_of_packages_have_no_links_into_the_repository() => Assert.That(
        ReadmesOfPackages.SelectMany(file => Link().Matches(File.ReadAllText(file)).Where(link => !link.Groups["path"].Value.Contains("://", StringComparison.Ordinal))
            .Select(link => $"{Path.GetRelativePath(RepositoryPaths.Root, file)}: {link.Value}")), Is.Empty);

    [Test]
    public void Each_page_is_in_the_table_of_contents()
    {
        var contents = Directory.EnumerateFiles(Documentation, "toc.yml", SearchOption.AllDirectories)
            .SelectMany(file => TocEntry().Matches(File.ReadAllText(file))
                .Select(entry => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, entry.Groups["page"].Value))))
            .ToHashSet();
        Assert.That(
            Directory.EnumerateFiles(Documentation, "*.md", SearchOption.AllDirectories).Where(path => !contents.Contains(path)), Is.Empty, "pages that no toc.yml names");
        Assert.That(contents.Where(path => !File.Exists(path)), Is.Empty, "pages that are not there");
    }

    static string CodeOf(string path, string region)
    {
        var lines = File.ReadAllLines(Path.Combine(RepositoryPaths.Root, path));
        if (region.Length == 0)
        {
            return string.Join('\n', lines) + '\n';
        }

        var code = lines.SkipWhile(line => line.Trim() != $"#region {region}").Skip(1).TakeWhile(line => line.Trim() != "#endregion").ToList();
        Assert.That(code, Is.Not.Empty, $"{path} has no region {region}.");
        var indentation = code.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(code.Select(line => (line.Length > indentation ? line[indentation..] : string.Empty) + '\n'));
    }

    /// <summary>Whether a page has a heading that is linked to as GitHub and docfx do: small letters, and a hyphen for a space.</summary>
    static bool HasHeading(string file, string heading) => heading.Length == 0 || Heading().Matches(File.ReadAllText(file)).Any(match =>
        NoAnchor().Replace(match.Groups["text"].Value.ToLowerInvariant(), string.Empty).Replace(' ', '-') == heading);

    [GeneratedRegex(@"<!-- snippet: (?<path>[^\s#]+)(#(?<region>\S+))? -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("^```(csharp|cs|c#)", RegexOptions.Multiline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\((?<path>[^)#\s]*)(#(?<heading>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*(-\s+)?href:\s*(?<page>\S+\.md)\s*$", RegexOptions.Multiline)]
    private static partial Regex TocEntry();

    [GeneratedRegex(@"^#+\s+(?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchor();
}
