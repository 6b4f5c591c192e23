using System.Text;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Tests.Model;

/// <summary>Documents that leave out, or tell as null, what has a default.</summary>
[TestFixture]
sealed class OciDocumentsTests
{
    const string Digest = "sha256:deadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33f";

    [TestCase("{}")]
    [TestCase("{\"architecture\":null,\"os\":null,\"rootfs\":null}")]
    [TestCase("{\"rootfs\":{}}")]
    [TestCase("{\"rootfs\":{\"type\":null,\"diff_ids\":null}}")]
    public void A_configuration_that_tells_nothing_is_the_empty_one(string json) =>
        Assert.That(OciDocuments.ReadConfig(Encoding.UTF8.GetBytes(json), "test"), Is.EqualTo(new ImageConfig()));

    [Test]
    public void A_manifest_without_types_has_empty_ones()
    {
        var manifest = OciDocuments.ReadManifest(
            Encoding.UTF8.GetBytes($$"""{"config":{"size":1,"digest":"{{Digest}}"},"layers":[{"mediaType":null,"size":2,"digest":"{{Digest}}"}]}"""), "test");
        Assert.That((manifest.SchemaVersion, manifest.MediaType), Is.EqualTo((2, "")));
        Assert.That((manifest.Config.MediaType, manifest.Layers[0].MediaType), Is.EqualTo(("", "")));
        Assert.That(
            Encoding.UTF8.GetString(GoJson.Serialize(manifest)),
            Does.StartWith($$"""{"schemaVersion":2,"config":{"mediaType":"","size":1,"digest":"{{Digest}}"}"""));
    }

    [TestCase("{}")]
    [TestCase("{\"architecture\":null,\"os\":null}")]
    public void A_platform_that_tells_nothing_is_empty(string json)
    {
        var index = OciDocuments.ReadIndex(
            Encoding.UTF8.GetBytes($$"""{"manifests":[{"size":1,"digest":"{{Digest}}","platform":{{json}}}]}"""), "test");
        Assert.That((index.SchemaVersion, index.MediaType), Is.EqualTo((2, "")));
        Assert.That(index.Manifests[0].Platform, Is.EqualTo(new OciPlatform()));
        Assert.That(index.Manifests[0].Platform!.OperatingSystem, Is.Empty);
        Assert.That(index.Manifests[0].MediaType, Is.Empty);
    }
}
