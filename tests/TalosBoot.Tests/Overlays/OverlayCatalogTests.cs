using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Overlays.Boards;
using TalosBoot.Overlays.Catalogs;

namespace TalosBoot.Tests.Overlays;

[TestFixture]
sealed class OverlayCatalogTests
{
    const string Digest = "sha256:5ab365f2b98ab885b1d9a6ebb2e2b06d0a7887d2c173a2b7d3f9e0e4f2f4f1cb";

    static IReadOnlyList<OfficialOverlay> Read(string yaml)
    {
        var tree = new FileTree();
        tree.SetFile("overlays.yaml", BlobSource.FromText(yaml));
        return OverlayCatalogReader.Read(tree, "ghcr.io/siderolabs/overlays:v1.12.0");
    }

    [Test]
    public void Entries_are_read_in_their_order()
    {
        var overlays = Read($"""
            overlays:
              - name: bananapi_m64
                image: ghcr.io/siderolabs/sbc-allwinner:v0.1.5
                digest: {Digest}
              - {"{"}name: rpi_5, image: "harbor.example.com:5000/ghcrio/siderolabs/sbc-raspberrypi:v0.2.0", other: 1{"}"}
            other: [1]
            """);
        Assert.That(overlays.Select(overlay => overlay.ToString()), Is.EqualTo(new[]
        {
            $"ghcr.io/siderolabs/sbc-allwinner:v0.1.5@{Digest}", "harbor.example.com:5000/ghcrio/siderolabs/sbc-raspberrypi:v0.2.0",
        }));
        Assert.That((overlays[0].Name, overlays[0].Repository, overlays[0].Tag), Is.EqualTo(("bananapi_m64", "siderolabs/sbc-allwinner", "v0.1.5")));
    }

    [TestCase("")]
    [TestCase("overlays: 1")]
    [TestCase("overlays: [1]")]
    [TestCase("overlays: [{name: a, image: ghcr.io/a/b:v1, digest: x}]")]
    [TestCase("overlays: [{name: a, image: ghcr.io/a/B:v1}]")]
    [TestCase("overlays: [{name: a, image: ghcr.io/a/b@sha256:5ab365f2b98ab885b1d9a6ebb2e2b06d0a7887d2c173a2b7d3f9e0e4f2f4f1cb}]")]
    [TestCase("overlays: [{name: '', image: ghcr.io/a/b:v1}]")]
    [TestCase("overlays: [")]
    public void What_is_no_catalog_is_refused(string yaml) => Assert.That(
        () => Read(yaml), Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo("TB7013").And.Message.Contain("siderolabs/overlays:v1.12.0"));

    [Test]
    public void An_image_without_the_list_is_refused() => Assert.That(
        () => OverlayCatalogReader.Read(new FileTree(), "x"), Throws.InstanceOf<OverlayException>().With.Message.Contain("failed to find overlays.yaml file"));

    // installer-overlay.md 16: the tag, the number of entries, and the releases of Allwinner, Jetson, Raspberry Pi and Rockchip.
    [TestCase("v1.7.0-alpha.1", 9, "v0.1.0-alpha.0 v0.1.0-alpha.0 v0.1.0-alpha.1 v0.1.0-alpha.2")]
    [TestCase("v1.7.0-beta.0", 11, "v0.1.0-beta.0 v0.1.0-beta.0 v0.1.0-beta.0 v0.1.0-beta.0")]
    [TestCase("v1.7.0", 11, "v0.1.0-beta.0 v0.1.0-beta.0 v0.1.0-beta.0 v0.1.0-beta.1")]
    [TestCase("1.8.0-alpha.1", 12, "v0.1.0-beta.0 v0.1.0-beta.0 v0.1.0-beta.1 v0.1.0-beta.2")]
    [TestCase("v1.8.4", 14, "v0.1.0-beta.1 v0.1.0-beta.1 v0.1.0-beta.2 v0.1.0-beta.4")]
    [TestCase("v1.9.0-beta.0", 15, "v0.1.0 v0.1.0 v0.1.0 v0.1.0")]
    [TestCase("v1.9.2", 16, "v0.1.0 v0.1.0 v0.1.1 v0.1.2")]
    [TestCase("v1.9.3", 17, "v0.1.0 v0.1.0 v0.1.2 v0.1.3")]
    [TestCase("v1.10.0", 21, "v0.1.1 v0.1.1 v0.1.4 v0.1.4")]
    [TestCase("v1.11.2", 21, "v0.1.2 v0.1.2 v0.1.5 v0.1.5")]
    [TestCase("v1.12.0-alpha.1", 24, "v0.1.2 v0.1.2 v0.1.5 v0.1.6")]
    [TestCase("v1.12.0-rc.1", 26, "v0.1.3 v0.1.3 v0.1.6 v0.1.7")]
    [TestCase("v1.12.3", 29, "v0.1.3 v0.1.3 v0.1.8 v0.1.8")]
    [TestCase("v1.13.0-alpha.2", 29, "v0.1.4 v0.1.4 v0.1.9 v0.1.9")]
    [TestCase("v1.13.5", 29, "v0.1.5 v0.1.5 v0.2.0 v0.2.0")]
    [TestCase("v1.14.0-alpha.2", 29, "v0.1.5 v0.1.5 v0.2.0 v0.2.0")]
    [TestCase("v1.6.7", 0, "")]
    [TestCase("v1.13.6", 0, "")]
    [TestCase("main", 0, "")]
    public void The_releases_of_a_Talos_release_are_known(string talos, int count, string releases)
    {
        var overlays = PinnedOverlays.Of(talos);
        Assert.That(overlays, Has.Count.EqualTo(count));
        Assert.That(
            string.Join(' ', overlays.GroupBy(overlay => overlay.Repository).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Select(overlay => overlay.Tag).Distinct().Single())),
            Is.EqualTo(releases));
        Assert.That(overlays.All(overlay => OfficialBoards.Find(overlay.Repository, overlay.Name, TalosBoot.Overlays.ReleaseTag.Parse(overlay.Tag)) is not null), Is.True);
    }

    [Test]
    public void The_first_catalog_lists_what_the_suite_of_the_Image_Factory_asserts() => Assert.That(
        PinnedOverlays.Of("v1.7.0").Select(overlay => overlay.Name),
        Is.EqualTo(new[]
        {
            "rpi_generic", "rockpi4", "rockpi4c", "rock4cplus", "nanopi-r4s", "rock64", "orangepi-r1-plus-lts", "jetson_nano", "bananapi_m64",
            "libretech_all_h3_cc_h5", "pine64",
        }));

    [Test]
    public void Tags_are_ordered_as_releases_are()
    {
        string[] tags = ["v0.1.0-alpha.0", "v0.1.0-alpha.10", "v0.1.0-beta.2", "v0.1.0-rc.0", "v0.1.0", "v0.1.2", "v0.1.10", "v0.2.0", "v1.0.0-alpha.0"];
        Assert.That(tags.OrderDescending().Select(TalosBoot.Overlays.ReleaseTag.Parse).Order().Select(tag => tag.ToString()), Is.EqualTo(tags));
        foreach (var other in new[] { "latest", "v1", "v1.2", "v1.2.3-4-gabcdef", "v1.2.3-alpha", "v1.2.99999999999", "v1.2.3\n" })
        {
            Assert.That(TalosBoot.Overlays.ReleaseTag.TryParse(other), Is.Null, other);
        }
    }
}
