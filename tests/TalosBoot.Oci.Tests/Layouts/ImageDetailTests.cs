using System.IO.Compression;
using System.Text;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Layouts;

/// <summary>What oci.md says of images that are made in their own way, section by section.</summary>
[TestFixture]
sealed class ImageDetailTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly ImageReference Reference = ImageReference.Parse("ghcr.io/a/b:1");

    static async Task<ContainerImage> OpenAsync(LayoutOnDisk layout) => await OciLayout.Open(layout.Path).ResolveAsync(Reference, Amd64);

    static byte[] Gzip(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return result.ToArray();
    }

    static byte[] Zstd(byte[] bytes) => ForeignTool.TryRun("zstd", ["-q", "-c"], input: bytes).OutputBytes;

    [TestCase(true, Description = "5.3")]
    [TestCase(false, Description = "5.3")]
    public async Task What_a_descriptor_holds_itself_is_checked_and_used(bool isRight)
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        byte[] content = Layer.Of("a=1");
        var bytes = (byte[])content.Clone();
        bytes[^1] ^= (byte)(isRight ? 0 : 1);
        layout.Add(layout.AddManifest([content], [Digest.Sha256(content)], data: bytes), Reference.ToString());
        File.Delete(folder["handmade", "blobs", "sha256", Digest.Sha256(content).Hex]);
        using var spool = new ContentSpool();
        if (isRight)
        {
            Assert.That(Layer.Text(await (await OpenAsync(layout)).FlattenAsync(spool)), Is.EqualTo(new[] { "a=1" }));
        }
        else
        {
            Assert.That(
                async () => await (await OpenAsync(layout)).FlattenAsync(spool),
                Throws.InstanceOf<ContentMismatchException>().With.Property("DiagnosticId").EqualTo("TB2101"));
        }
    }

    [Test(Description = "10.2")]
    public async Task Layers_of_several_gzip_members_or_zstd_frames_are_read_whole_whatever_their_type_says()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var layout = new LayoutOnDisk(folder);
        var (first, second) = (Layer.Of("a=1"), Layer.Of("b=2"));
        byte[] skipped = [0x52, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3];
        byte[][] layers =
        [
            [.. Gzip(first[..700]), .. Gzip(first[700..])],
            [.. Zstd(second[..600]), .. skipped, .. Zstd(second[600..]), .. skipped],
            [],
        ];
        layout.Add(layout.AddManifest(layers, [Digest.Sha256(first), Digest.Sha256(second), Digest.Sha256([])], OciMediaTypes.Layer), Reference.ToString());
        Assert.That(Layer.Text(await (await OpenAsync(layout)).FlattenAsync(spool)), Is.EqualTo(new[] { "a=1", "b=2" }));
    }

    [TestCase(false, Description = "15")]
    [TestCase(true, Description = "15")]
    public async Task The_only_file_of_an_artifact_is_exported_as_it_is_and_an_image_as_an_archive(bool isCompressed)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var layout = new LayoutOnDisk(folder);
        var file = Encoding.UTF8.GetBytes("a kernel, for example");
        layout.Add(layout.AddManifest([isCompressed ? Gzip(file) : file], null, "application/vnd.example.kernel"), Reference.ToString());
        var artifact = await OpenAsync(layout);
        Assert.That((await artifact.ExportAsync(spool)).ToArray(), Is.EqualTo(file));
        Assert.That(
            async () => await artifact.FlattenAsync(spool), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2003"));
        var image = new LayoutOnDisk(new TemporaryFolder()).AddImage(Reference.ToString(), Layer.Of("a=1"));
        var tree = TarReader.ReadTree(await (await OpenAsync(image)).ExportAsync(spool));
        Assert.That(Layer.Text(tree), Is.EqualTo(new[] { "a=1" }));
    }

    [Test(Description = "13.2")]
    public void More_layers_than_the_configuration_knows_are_refused()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        byte[] layer = Layer.Of("a=1");
        var config = GoJson.Serialize(new ImageConfig { RootFs = new ImageRootFs { DiffIds = [Digest.Sha256(layer)] } });
        var path = folder.WriteFile("a.tar", new TarArchiveBuilder()
            .Add("c.json", new RegularFile(BlobSource.FromBytes(config))).Add("l.tar", new RegularFile(BlobSource.FromBytes(layer)))
            .Add("manifest.json", new RegularFile(BlobSource.FromText("""[{"Config":"c.json","Layers":["l.tar","l.tar"]}]"""))).Build().ToArray());
        Assert.That(
            async () => await (await DockerArchive.OpenAsync(path, spool)).ResolveOnlyAsync(Amd64),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2003"));
    }

    [Test(Description = "14.1")]
    public async Task An_image_that_is_added_to_a_layout_keeps_what_is_there()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        layout.AddImage(Reference.ToString(), Layer.Of("a=1"));
        var image = await OpenAsync(layout);
        var other = ImageReference.Parse("ghcr.io/a/c:1");
        await OciLayoutWriter.Open(layout.Path).AddAsync(image, reference: other);
        var opened = OciLayout.Open(layout.Path);
        Assert.That((await opened.ResolveAsync(Reference, Amd64)).Digest, Is.EqualTo((await opened.ResolveAsync(other, Amd64)).Digest));
        Assert.That(opened.Index.Manifests, Has.Count.EqualTo(2));
    }
}
