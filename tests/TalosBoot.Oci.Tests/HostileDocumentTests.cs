using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests;

/// <summary>Documents with texts that are none, nulls where no null may stand, and names that leave their place: one kind of exception for all.</summary>
sealed class HostileDocumentTests
{
    const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const string Descriptor = $$"""{"mediaType":"a","size":0,"digest":"{{Digest}}"}""";

    [TestCase("{\"schemaVersion\":2,\"mediaType\":\"\\ud800\"}")]
    [TestCase("{\"schemaVersion\":2,\"\\udc00\":1}")]
    [TestCase("{\"manifests\":[null]}")]
    [TestCase("{\"manifests\":[],\"annotations\":{\"a\":1}}")]
    [TestCase($$$"""{"manifests":[{{{Descriptor}}}],"annotations":{"a":"\ud83d"}}""")]
    public void An_index_is_refused(string json) =>
        Assert.That(() => OciDocuments.ReadIndex(Encoding.UTF8.GetBytes(json), "test"), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2003"));

    [TestCase("{\"mediaType\":\"\\ud800\"}")]
    [TestCase("{\"mediaType\":\"\\ud80d\",\"\":{\"\":[]}}")]
    [TestCase("[]")]
    public void A_document_without_a_media_type_is_refused(string json) =>
        Assert.That(() => OciDocuments.GuessMediaType(Encoding.UTF8.GetBytes(json), "test"), Throws.InstanceOf<RegistryException>());

    [TestCase("{\"history\":[null]}")]
    [TestCase("{\"config\":{\"Env\":[null]}}")]
    [TestCase("{\"config\":{\"Labels\":{\"\\ud800\":\"\"}}}")]
    [TestCase("{\"config\":{\"Volumes\":{\"\\ud800\":{}}}}")]
    [TestCase("{\"rootfs\":{\"diff_ids\":[null]}}")]
    public void A_configuration_is_refused(string json) =>
        Assert.That(() => OciDocuments.ReadConfig(Encoding.UTF8.GetBytes(json), "test"), Throws.InstanceOf<RegistryException>());

    [Test]
    public void A_null_annotation_is_an_empty_text()
    {
        var manifest = OciDocuments.ReadManifest(
            Encoding.UTF8.GetBytes($$$"""{"config":{{{Descriptor}}},"layers":[],"annotations":{"a":null,"b":"c"}}"""), "test");
        Assert.That(manifest.Annotations, Is.EquivalentTo(new Dictionary<string, string> { ["a"] = "", ["b"] = "c" }));
    }

    [TestCaseSource(nameof(Archives))]
    public async Task A_docker_archive_is_read_or_refused_with_its_own_exception(string file)
    {
        using var spool = new ContentSpool();
        try
        {
            var archive = await DockerArchive.OpenAsync(RepositoryPaths.Vector("hostile", file), spool);
            var image = await archive.ResolveOnlyAsync(OciPlatform.Parse("linux/amd64"));
            await image.OpenLayersAsync(default);
        }
        catch (TalosBootException exception)
        {
            Assert.That(exception.DiagnosticId, Does.Match("^TB[24]"), exception.Message);
        }
    }

    static IEnumerable<string> Archives =>
    [
        "docker-archive-annotation-null.tar.gz", "docker-archive-config-nul.tar.gz", "docker-archive-config-slash.tar.gz",
        "docker-archive-layer-dot.tar.gz", "docker-archive-layer-empty.tar.gz", "docker-archive-layer-nul.tar.gz",
        "docker-archive-layer-null-nosources.tar.gz", "docker-archive-layer-null.tar.gz", "docker-archive-layersources-null.tar.gz",
        "docker-archive-mediatype-null.tar.gz", "docker-archive-repotags-null.tar.gz", "docker-archive-urls-null.tar.gz",
        "dockerarchive.NullReferenceException-Archives.ArchivePath.TryClean.1.bin", "rootfs.ArgumentException-Archives.Trees.FileTree.Split.1.bin",
    ];

    [TestCase("host:99999/a")]
    [TestCase("a..b/c")]
    [TestCase("[zz]:1/a")]
    [TestCase("[::1/a")]
    [TestCase("registry.example/../../etc")]
    [TestCase("registry.example/a/../b:v1")]
    [TestCase("registry.example/./a")]
    [TestCase("registry.example/..")]
    [TestCase("../../etc")]
    [TestCase("registry.example/a:..")]
    [TestCase("registry.example/a:.")]
    [TestCase("registry.example:0x10/a")]
    public void A_reference_that_leaves_its_place_is_refused(string text)
    {
        Assert.That(ImageReference.TryParse(text, out _), Is.False);
        Assert.That(() => ImageReference.Parse(text), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2001"));
    }

    [TestCase("registry.example:65535/a", "registry.example:65535")]
    [TestCase("[::1]:5000/a", "[::1]:5000")]
    [TestCase("registry.example./a..b/c", "registry.example.")]
    public void A_reference_in_its_place_is_read(string text, string registry) => Assert.That(ImageReference.Parse(text).Registry, Is.EqualTo(registry));

    [TestCase("h-case", "{\"auths\":{\"reg.example\":{\"auth\":\"dTpw\"}}}")]
    [TestCase("m-empty-file", "")]
    [TestCase("r-sstore", "hubonly")]
    [TestCase("t-space", "")]
    public void A_configuration_of_docker_is_read_as_docker_reads_it(string folder, string expected)
    {
        var config = DockerConfigFile.Read(RepositoryPaths.Vector("field", "credentials", folder, "config.json"))!;
        switch (folder)
        {
            case "h-case":
                Assert.That(config.Entries!["reg.example"]!.Auth, Is.EqualTo("dTpw"), expected);
                break;
            case "r-sstore":
                Assert.That(config.Store, Is.EqualTo(expected));
                break;
            default:
                Assert.That((config.Entries, config.Helpers, config.Store), Is.EqualTo(((object?)null, (object?)null, (string?)null)));
                break;
        }
    }

    [TestCase("{} {\"credsStore\":\"second\"}", true)]
    [TestCase("{\"auths\":", false)]
    [TestCase("garbage", false)]
    public void What_follows_a_configuration_of_docker_does_not_count(string content, bool isRead)
    {
        DockerConfig? Parse() => DockerConfigFile.Parse(Encoding.UTF8.GetBytes(content), "config.json");
        if (isRead)
        {
            Assert.That(Parse()!.Store, Is.Null);
        }
        else
        {
            Assert.That(Parse, Throws.InstanceOf<RegistryException>());
        }
    }
}
