using TalosBoot.Core.Versions;

namespace TalosBoot.Core.Tests.Versions;

public sealed class TalosVersionTests
{
    // profile.md 5.1.
    [TestCase("v1.12.0", 1u, 12u, 0u)]
    [TestCase("1.12", 1u, 12u, 0u)]
    [TestCase("v1.12", 1u, 12u, 0u)]
    [TestCase(" v1.12.0 ", 1u, 12u, 0u)]
    [TestCase("1.12.0+build", 1u, 12u, 0u)]
    [TestCase("1.12.0-alpha.1", 1u, 12u, 0u)]
    [TestCase("v1.12.0-alpha.1-75-gff08e2821", 1u, 12u, 0u)]
    [TestCase("v1.12.0-75-gabc-dirty", 1u, 12u, 0u)]
    [TestCase("1.012.0", 1u, 12u, 0u)]
    [TestCase("1", 1u, 0u, 0u)]
    [TestCase("v1", 1u, 0u, 0u)]
    [TestCase("1.0.03", 1u, 0u, 3u)]
    public void Tolerates_what_upstream_tolerates(string text, uint major, uint minor, uint patch)
    {
        var version = TalosVersion.Parse(text);
        Assert.That(version.IsParsable, Is.True);
        Assert.That((version.Major, version.Minor, version.Patch), Is.EqualTo((major, minor, patch)));
        Assert.That(version.ToString(), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("latest")]
    [TestCase("main")]
    [TestCase("undefined")]
    [TestCase("vv1.12.0")]
    [TestCase("V1.12.0")]
    [TestCase("1.12.x")]
    [TestCase("1.12-rc")]
    [TestCase("1.12-alpha")]
    [TestCase("v1.2.0.4")]
    [TestCase("1.2.0-")]
    [TestCase("1.2.0-01")]
    [TestCase("1.2.0+")]
    [TestCase("1.2.0-a..b")]
    [TestCase("1.-1.0")]
    [TestCase("1.2.99999999999999999999")]
    public void What_is_no_version_is_unparsable(string text) => Assert.That(TalosVersion.Parse(text).IsParsable, Is.False);

    [Test]
    public void Versions_are_ordered_by_number_with_unparsable_ones_last()
    {
        string[] inOrder = ["1.2.3", "v1.9.10", "1.10.0-alpha.1", "1.10.1", "2.0", "main"];
        var versions = inOrder.Reverse().Select(TalosVersion.Parse).Order().Select(version => version.Text);
        Assert.That(versions, Is.EqualTo(inOrder));
    }
}
