using System.Text.RegularExpressions;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Rules;

/// <summary>Each implementation of a content is held to what every content promises, by a fixture that names it.</summary>
public sealed partial class ContentContractTests
{
    [Test]
    public void Each_implementation_has_a_fixture_of_the_contract()
    {
        var implementations = Sources("src").SelectMany(text => Implementation().Matches(text)).Select(match => match.Groups[1].Value).ToList();
        var covered = Sources("tests").SelectMany(text => Fixture().Matches(text)).Select(match => match.Groups[1].Value).ToList();
        Assert.That(implementations, Has.Count.GreaterThan(10));
        Assert.That(covered, Is.EquivalentTo(implementations));
    }

    static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText);

    [GeneratedRegex(@"^internal sealed class (\w+)(?:\(.*\))? : (?:\w+, )*BlobSource\b", RegexOptions.Multiline)]
    private static partial Regex Implementation();

    [GeneratedRegex(@"\[ContractOf\(""(\w+)""\)\]\s+(?:public |internal )?(?:sealed )?class \w+ : BlobSourceContract")]
    private static partial Regex Fixture();
}
