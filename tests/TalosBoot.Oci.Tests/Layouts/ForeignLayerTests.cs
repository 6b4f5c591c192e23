using System.Text;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Layouts;

/// <summary>Layers that are not to be distributed, in docker archives: <c>LayerSources</c> keeps what the image's manifest says of them.</summary>
[TestFixture]
sealed class ForeignLayerTests
{
    const string ForeignType = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly ImageReference Reference = ImageReference.Parse("example.com/test/image:v1");
    static readonly byte[] Content = Layer.Of("a=1");
    static readonly Digest ContentDigest = Digest.Sha256(Content);

    static readonly string Sources =
        $$$"""{"{{{ContentDigest}}}":{"mediaType":"{{{ForeignType}}}","size":{{{Content.Length}}},"digest":"{{{ContentDigest}}}"}}""";

    static string Config => $$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{ContentDigest}}}"]},"config":{}}""";

    /// <summary>An archive as another program writes it.</summary>
    static string Write(TemporaryFolder folder, byte[]? layer)
    {
        var archive = new TarArchiveBuilder().Add("c.json", new RegularFile(BlobSource.FromText(Config)));
        if (layer is not null)
        {
            archive.Add("layer.tar", new RegularFile(BlobSource.FromBytes(layer)));
        }

        var manifest = $$"""[{"Config":"c.json","RepoTags":["{{Reference}}"],"Layers":["layer.tar"],"LayerSources":{{Sources}}}]""";
        return folder.WriteFile("archive.tar", archive.Add("manifest.json", new RegularFile(BlobSource.FromText(manifest))).Build().ToArray());
    }

    [Test]
    public async Task An_archive_that_was_written_tells_their_sources()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var layout = new LayoutOnDisk(folder);
        layout.Add(layout.AddManifest([Content], [ContentDigest], ForeignType), Reference.ToString());
        var image = await OciLayout.Open(layout.Path).ResolveAsync(Reference, Amd64);
        await (await DockerArchiveWriter.PlanAsync(image, Reference)).WriteToFileAsync(folder["out.tar"]);
        Assert.That(ForeignTool.Run("tar", "-xOf", folder["out.tar"], "manifest.json").Output, Does.EndWith(",\"LayerSources\":" + Sources + "}]"));
        ForeignTool.Run("skopeo", "copy", $"docker-archive:{folder["out.tar"]}", $"oci:{folder["copied"]}:v1");
        var read = await (await DockerArchive.OpenAsync(folder["out.tar"], spool)).ResolveAsync(Reference, Amd64);
        Assert.That(read.Layers[0].Descriptor, Is.EqualTo(image.Layers[0].Descriptor));
        Assert.That(Layer.Text(await read.FlattenAsync(spool)), Is.EqualTo(new[] { "a=1" }));
    }

    [Test]
    public async Task One_that_is_not_in_the_archive_is_known_and_cannot_be_opened()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = await (await DockerArchive.OpenAsync(Write(folder, null), spool)).ResolveOnlyAsync(Amd64);
        var layer = image.Layers.Single();
        Assert.That((layer.Descriptor.MediaType, layer.Descriptor.Digest), Is.EqualTo((ForeignType, ContentDigest)));
        Assert.That(Encoding.UTF8.GetString(image.ManifestBytes.Span), Does.Contain(ForeignType));
        Assert.That(
            async () => await layer.OpenAsync(), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2006"));
    }

    [TestCase(0, "TB2101")]
    [TestCase(1, "TB2102")]
    public async Task One_that_is_not_what_its_source_says_is_refused(int more, string id)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        byte[] damaged = [.. Content, .. new byte[more]];
        damaged[0] ^= 1;
        var archive = await DockerArchive.OpenAsync(Write(folder, damaged), spool);
        Assert.That(
            async () => await archive.ResolveOnlyAsync(Amd64), Throws.InstanceOf<ContentMismatchException>().With.Property("DiagnosticId").EqualTo(id));
    }
}
