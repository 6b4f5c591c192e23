using TalosBoot.Boot.Uki;

namespace TalosBoot.Boot.Tests.Uki;

public sealed class OsReleaseTests
{
    [TestCase("Talos", "talos")]
    [TestCase("Talos New", "talos_new")]
    public void Is_the_text_of_upstream(string name, string id) => Assert.That(
        OsRelease.Create(name, "v1.0.0"),
        Is.EqualTo(
            $"NAME=\"{name}\"\nID={id}\nVERSION_ID=v1.0.0\nPRETTY_NAME=\"{name} (v1.0.0)\"\nHOME_URL=\"https://www.talos.dev/\"\n"
            + "BUG_REPORT_URL=\"https://github.com/siderolabs/talos/issues\"\nVENDOR_NAME=\"Sidero "
            + "Labs\"\nVENDOR_URL=\"https://www.siderolabs.com/\"\n"));

    [Test]
    public void Separators_that_are_no_line_ends_start_no_field() =>
        Assert.That(OsRelease.Create("Talos\u2028VERSION_ID=v9", "v1.0.0\u2029X=1").Split('\n'), Has.Length.EqualTo(9));

    [TestCase("", "v1.0.0")]
    [TestCase("Talos\nID=other", "v1.0.0")]
    [TestCase("Ta\"los", "v1.0.0")]
    [TestCase("Talos", "")]
    [TestCase("Talos", "v1\n")]
    public void A_value_that_would_start_another_field_is_refused(string name, string version) =>
        Assert.That(() => OsRelease.Create(name, version), Throws.InstanceOf<ArgumentException>());
}
