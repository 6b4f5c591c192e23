using TalosBoot.Factory.Releases;

namespace TalosBoot.Factory.Tests.Releases;

/// <summary>Which versions are offered, and their order (factory.md 12).</summary>
[TestFixture]
internal sealed class VersionTests
{
    [Test]
    public void Offers_releases_and_the_pre_releases_of_the_newest_minor_version()
    {
        string[] tags =
        [
            "v1.1.0", "latest", "v1.13.0-dev.1", "v1.13.0-alpha.0-12-gdeadbee", "v1.13.0", "v1.12.1-alpha.0", "v1.13.0-beta.1", "v1.13.0-beta.10",
            "v1.13.0-beta.2", "1.10", "01.5.0", "v1.11.1", "v1.2.0",
        ];

        var offered = VersionList.Choose(tags, Parse("1.2.0"), [Parse("1.11.1")]);

        Assert.That(
            offered.Select(version => version.ToString()),
            Is.EqualTo(new[] { "1.2.0", "1.5.0", "1.10.0", "1.13.0-beta.1", "1.13.0-beta.2", "1.13.0-beta.10", "1.13.0" }));
    }

    [TestCase("1.12.0", ExpectedResult = true)]
    [TestCase("1.12.0-rc.1+build.5", ExpectedResult = true)]
    [TestCase("1.12", ExpectedResult = false)]
    [TestCase("v1.12.0", ExpectedResult = false)]
    [TestCase("1.012.0", ExpectedResult = false)]
    [TestCase("1.12.0-01", ExpectedResult = false)]
    [TestCase("1.12.0.1", ExpectedResult = false)]
    [TestCase("1.12.0-", ExpectedResult = false)]
    [TestCase("99999999999999999999.0.0", ExpectedResult = false)]
    public bool Reads_strictly(string text) => SemanticVersion.TryParse(text, out _);

    [TestCase("v1.12", ExpectedResult = "1.12.0")]
    [TestCase(" v1 ", ExpectedResult = "1.0.0")]
    [TestCase("v1.012.0", ExpectedResult = "1.12.0")]
    [TestCase("v1.12-alpha", ExpectedResult = null)]
    [TestCase("latest", ExpectedResult = null)]
    public string? Reads_tolerantly(string text) => SemanticVersion.TryParseTolerant(text, out var version) ? version.ToString() : null;

    [Test]
    public void Orders_pre_releases_before_their_release_and_numbers_by_value()
    {
        string[] ascending = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1"];

        Assert.That(ascending.Reverse().Select(Parse).Order().Select(version => version.ToString()), Is.EqualTo(ascending));
    }

    [Test]
    public void Does_not_count_build_metadata() => Assert.That(Parse("1.0.0+a"), Is.EqualTo(Parse("1.0.0+b")));

    static SemanticVersion Parse(string text) => SemanticVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);
}
