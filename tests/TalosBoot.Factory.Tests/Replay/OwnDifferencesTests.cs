using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Replay;

/// <summary>What answers differ in on purpose stands in the documentation, in the same words.</summary>
public sealed class OwnDifferencesTests
{
    [Test]
    public void Each_reason_stands_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryPaths.Root, "docs", "differences.md"));
        Assert.That(OwnDifferences.Reasons.Where(reason => !page.Contains($"* {reason}", StringComparison.Ordinal)), Is.Empty);
    }
}
