using System.Reflection;
using System.Text.RegularExpressions;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Rules;

/// <summary>Each id is unique, documented under its block, and used.</summary>
public sealed partial class DiagnosticIdTests
{
    static readonly (string Name, string Id)[] Ids =
    [
        .. typeof(DiagnosticIds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (field.Name, (string)field.GetRawConstantValue()!)),
    ];

    [Test]
    public void Ids_are_unique_and_well_formed()
    {
        Assert.That(Ids, Has.Length.GreaterThan(40));
        Assert.That(Ids.Select(id => id.Id), Is.Unique);
        Assert.That(Ids.Select(id => id.Id), Is.All.Matches<string>(id => WellFormed().IsMatch(id!)));
    }

    [Test]
    public void Each_id_is_documented_once_and_each_documented_id_exists()
    {
        var documented = Row().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "diagnostics.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.That(documented, Is.Unique);
        Assert.That(documented, Is.EquivalentTo(Ids.Select(id => id.Id)));
    }

    [Test]
    public void Each_id_is_used()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetFileName(path).StartsWith("DiagnosticIds", StringComparison.Ordinal));
        var text = string.Concat(sources.Select(File.ReadAllText));
        Assert.That(Ids.Select(id => id.Name).Where(name => !text.Contains($"DiagnosticIds.{name}", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>An id in the code of a test, by its constant or as text: comments, names of tests and this folder do not count.</summary>
    [Test]
    public void Each_id_is_raised_by_a_test()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(path => path.Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/Rules/", StringComparison.Ordinal));
        var code = string.Concat(sources.Select(path => Comment().Replace(File.ReadAllText(path), string.Empty)));
        var seen = Mention().Matches(code).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.That(Ids.Where(id => !seen.Contains(id.Id) && !seen.Contains(id.Name)), Is.Empty);
    }

    [GeneratedRegex("^TB[1-9][0-9]{3}$")]
    private static partial Regex WellFormed();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?:DiagnosticIds\.|"")(\w+)\b")]
    private static partial Regex Mention();

    [GeneratedRegex(@"^\| (TB\d{4}) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
