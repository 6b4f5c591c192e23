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
    [TestCase("<1.2.2 <1.2.4", "1.2.1", "1.2.2 1.2.3 1.2.4")]
    [TestCase(">1.2.2 <1.2.5 !=1.2.4", "1.2.3", "1.2.2 1.2.4 1.2.5")]
    [TestCase(">1.2.2 <1.2.5 !1.2.4", "1.2.3", "1.2.2 1.2.4 1.2.5")]
    [TestCase(">1.2.2 || <1.2.4", "1.2.2 1.2.3 1.2.4", "")]
    [TestCase(">1.2.2 <1.2.4 || >=2.0.0 <3.0.0", "1.2.3 2.0.0 2.0.1 2.9.9", "1.2.2 1.2.4 3.0.0")]
    [TestCase("      1.2.3      ||     >=1.3.0     <1.4.0    ", "1.2.3 1.3.5", "1.2.4 1.4.0")]
    [TestCase(">1.2.x", "1.3.0", "1.1.9 1.2.6")]
    [TestCase(">=1.2.x", "1.2.0 1.3.0", "1.1.9")]
    [TestCase("<1.2.x", "1.1.9", "1.2.0 1.3.0")]
    [TestCase("<=1.2.x", "1.2.9 1.1.0", "1.3.0")]
    [TestCase("1.2.x", "1.2.0 1.2.9", "1.1.9 1.3.0")]
    [TestCase("=1.2.x", "1.2.0 1.2.9", "1.1.9 1.3.0")]
    [TestCase("==1.2.x", "1.2.0 1.2.9", "1.1.9 1.3.0")]
    [TestCase("!=1.2.x", "", "1.1.0 1.2.0 1.3.0")]
    [TestCase("!1.2.x", "", "1.1.0 1.2.0 1.3.0")]
    [TestCase(">1.x", "2.0.0", "0.1.9 1.2.6 1.9.0")]
    [TestCase(">=1.x", "1.0.0 2.0.0", "0.9.0")]
    [TestCase("<1.x", "0.9.0", "1.0.0")]
    [TestCase("<=1.x", "0.9.0 1.9.0", "2.0.0")]
    [TestCase("1.x", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [TestCase("!=1.x", "", "0.9.0 1.0.0 2.0.0")]
    [TestCase("1.x.x", "1.0.0 1.0.9", "1.1.0 2.0.0")]
    [TestCase(">=1.x.3", "1.0.3 1.1.0", "1.0.2")]
    [TestCase("<1.2.0-x", "1.1.9", "1.2.0")]
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

    // The words are upstream's; what it quotes is the part without spaces and v.
    [TestCase(">>1.2.3", "Could not parse Range \">>1.2.3\": Could not parse comparator \">>\" in \">>1.2.3\"")]
    [TestCase("-1.2.3", "Could not parse Range \"-1.2.3\": Could not parse comparator \"-\" in \"-1.2.3\"")]
    [TestCase("<==1.2.3", "Could not parse Range \"<==1.2.3\": Could not parse comparator \"<==\" in \"<==1.2.3\"")]
    [TestCase("1.0", "Could not parse Range \"1.0\": Could not parse version \"1.0\" in \"1.0\": No Major.Minor.Patch elements found")]
    [TestCase("string", "Could not get version from string: \"string\"")]
    [TestCase("fo.ob.ar.x", "Could not get version from string: \"fo.ob.ar.x\"")]
    [TestCase("> 1.2.0-x", "Could not get version from string: \">=\"")]
    [TestCase("1.2.3.x", "Could not parse Range \">=1.2.3.0\": Could not parse version \"1.2.3.0\" in \">=1.2.3.0\": Invalid character(s) found in patch number \"3.0\"")]
    [TestCase("", "Last element in range is '||'")]
    [TestCase("1", "Last element in range is '||'")]
    [TestCase("1.2.3 ||", "Last element in range is '||'")]
    [TestCase("|| 1.2.3", "First element in range is '||'")]
    [TestCase("||", "First element in range is '||'")]
    [TestCase(">= v1.0.0, < v2.0.0", "Could not parse Range \">=1.0.0,\": Could not parse version \"1.0.0,\" in \">=1.0.0,\": Invalid character(s) found in patch number \"0,\"")]
    [TestCase("01.2.3", "Could not parse Range \"01.2.3\": Could not parse version \"01.2.3\" in \"01.2.3\": Major number must not contain leading zeroes \"01\"")]
    [TestCase("1.02.3", "Could not parse Range \"1.02.3\": Could not parse version \"1.02.3\" in \"1.02.3\": Minor number must not contain leading zeroes \"02\"")]
    [TestCase("1.2.03", "Could not parse Range \"1.2.03\": Could not parse version \"1.2.03\" in \"1.2.03\": Patch number must not contain leading zeroes \"03\"")]
    [TestCase("1.2b.3", "Could not parse Range \"1.2b.3\": Could not parse version \"1.2b.3\" in \"1.2b.3\": Invalid character(s) found in minor number \"2b\"")]
    [TestCase("1.2.3-", "Could not parse Range \"1.2.3-\": Could not parse version \"1.2.3-\" in \"1.2.3-\": Prerelease is empty")]
    [TestCase("1.2.3-01", "Could not parse Range \"1.2.3-01\": Could not parse version \"1.2.3-01\" in \"1.2.3-01\": Numeric PreRelease version must not contain leading zeroes \"01\"")]
    [TestCase("1.2.3-a_b", "Could not parse Range \"1.2.3-a_b\": Could not parse version \"1.2.3-a_b\" in \"1.2.3-a_b\": Invalid character(s) found in prerelease \"a_b\"")]
    [TestCase("1.2.3+", "Could not parse Range \"1.2.3+\": Could not parse version \"1.2.3+\" in \"1.2.3+\": Build meta data is empty")]
    [TestCase("1.2.3+a_b", "Could not parse Range \"1.2.3+a_b\": Could not parse version \"1.2.3+a_b\" in \"1.2.3+a_b\": Invalid character(s) found in build meta data \"a_b\"")]
    public void What_is_no_range_is_refused_in_upstreams_words(string range, string message) =>
        Assert.That(() => VersionConstraint.Parse(range), Throws.InstanceOf<FormatException>().With.Message.EqualTo(message));
}
