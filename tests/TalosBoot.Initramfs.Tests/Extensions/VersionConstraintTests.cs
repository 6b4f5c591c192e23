using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs.Tests.Extensions;

public sealed class VersionConstraintTests
{
    // blang/semver v4, range_test.go, and initramfs.md 6.2.
    [TestCase(">1.2.2 <1.2.4", "1.2.3", "1.2.2 1.2.4")]
    [TestCase("<1.2.2 || >1.2.4", "1.2.1 1.2.5", "1.2.2 1.2.3 1.2.4")]
    [TestCase(">1.2.2 <1.2.4 || >=2.0.0", "1.2.3 2.0.0 2.0.1", "1.2.4 1.3.0")]
    [TestCase("1.x || >=2.0.x <2.2.x", "1.2.2 2.0.0 2.1.8", "0.9.2 2.2.0")]
    [TestCase(">1.2.x", "1.3.0", "1.1.9 1.2.6")]
    [TestCase("<=1.2.x", "1.2.9 1.1.0", "1.3.0")]
    [TestCase("!=1.2.x", "", "1.1.0 1.2.0 1.3.0")]
    [TestCase("!1.2.3", "1.2.4", "1.2.3")]
    [TestCase("==1.2.3", "1.2.3", "1.2.4")]
    [TestCase(">= v1.0.0", "1.0.0 1.12.0", "0.9.0")]
    [TestCase(">= 1.9.0-alpha.0", "1.9.0 1.9.0-alpha.1 1.10.0", "1.8.9")]
    [TestCase("<1.9.0-alpha.0", "1.8.9", "1.9.0")]
    [TestCase("1 >=1.2.3", "1.2.3", "1.0.0")]
    public void Ranges_hold_as_upstreams_do(string range, string inside, string outside)
    {
        var constraint = VersionConstraint.Parse(range);
        foreach (var version in inside.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.That(constraint.IsSatisfiedBy(TalosVersion.Parse(version)), Is.True, version);
        }

        foreach (var version in outside.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.That(constraint.IsSatisfiedBy(TalosVersion.Parse(version)), Is.False, version);
        }
    }

    [TestCase(">>1.2.3")]
    [TestCase("1.0")]
    [TestCase("string")]
    [TestCase("")]
    [TestCase("fo.ob.ar.x")]
    [TestCase("|| 1.2.3")]
    [TestCase("1.2.3 ||")]
    [TestCase(">=1.0.0, <2.0.0")]
    [TestCase("01.2.3")]
    public void What_is_no_range_is_refused(string range) => Assert.That(() => VersionConstraint.Parse(range), Throws.InstanceOf<FormatException>());
}
