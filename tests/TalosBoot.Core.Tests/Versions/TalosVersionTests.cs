using System.Globalization;
using System.Text.Json;
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
    public void What_is_no_version_is_unparsable(string text)
    {
        Assert.That(TalosVersion.Parse(text).IsParsable, Is.False);
        Assert.That((TalosVersion.TryParse(text, out var version), version), Is.EqualTo((false, default(TalosVersion))));
        Assert.That(() => Generic<TalosVersion>(text), Throws.TypeOf<FormatException>());
        Assert.That(() => JsonSerializer.Deserialize<TalosVersion>(JsonSerializer.Serialize(text)), Throws.TypeOf<JsonException>());
    }

    [Test]
    public void A_version_is_parsed_with_its_text()
    {
        Assert.That((TalosVersion.TryParse("1.12", out var version), version.Text), Is.EqualTo((true, "1.12")));
        Assert.That(Generic<TalosVersion>(" v1.12.0-alpha.1").Text, Is.EqualTo(" v1.12.0-alpha.1"));
        Assert.That(TalosVersion.TryParse(null, out _), Is.False);
    }

    [Test]
    public void Versions_are_ordered_by_number_with_unparsable_ones_last()
    {
        string[] inOrder = ["1.2.3", "v1.9.10", "1.10.0-alpha.1", "1.10.1", "2.0", "", "latest", "main"];
        var versions = inOrder.Reverse().Select(TalosVersion.Parse).Order().Select(version => version.Text);
        Assert.That(versions, Is.EqualTo(inOrder));
    }

    [TestCase("v1.12.0", "1.12.0", true)]
    [TestCase("1.12", "1.12.0-alpha.0", true)]
    [TestCase("1.12.0", "1.12.1", false)]
    [TestCase("main", "main", true)]
    [TestCase("main", "latest", false)]
    [TestCase("main", "0", false)]
    public void Equality_order_and_hash_agree(string left, string right, bool equal)
    {
        var (one, other) = (TalosVersion.Parse(left), TalosVersion.Parse(right));
        Assert.That((one == other, one.CompareTo(other) == 0, one <= other && one >= other), Is.EqualTo((equal, equal, equal)));
        Assert.That(new HashSet<TalosVersion> { one, other }, Has.Count.EqualTo(equal ? 1 : 2));
        Assert.That(default(TalosVersion), Is.EqualTo(TalosVersion.Parse(string.Empty)));
    }

    static T Generic<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);
}
