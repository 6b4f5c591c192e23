using System.Text;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Building;

[TestFixture]
sealed class ImageRoundTripTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly OciPlatform Amd64Entry = new() { OperatingSystem = "linux", Architecture = "amd64" };
    static readonly ImageReference Reference = ImageReference.Parse("example.com/test/image");
    static readonly string[] Expected = ["b=2", "etc/", "etc/a=1"];

    static ContainerImage Image(ContentSpool spool, params CompressionFormat[] formats)
    {
        var builder = new ContainerImageBuilder(new ImageConfig { OperatingSystem = "linux", Architecture = "amd64", Created = "2019-06-01T21:21:32Z" });
        var contents = new[] { Layer.Of("etc/", "etc/a=1", "gone=x"), Layer.Of(".wh.gone", "b=2") };
        foreach (var (format, index) in formats.Select((format, index) => (format, index)))
        {
            builder.AddLayer(LayerBuilder.BuildFromArchive(BlobSource.FromBytes(contents[index]), format, spool));
        }

        return builder.Build("test");
    }

    static async Task<string> WriteArchiveAsync(TemporaryFolder folder, ContainerImage image)
    {
        var path = folder["archive.tar"];
        await (await DockerArchiveWriter.PlanAsync(image, Reference)).WriteToFileAsync(path);
        return path;
    }

    [TestCase(CompressionFormat.Gzip, CompressionFormat.Gzip)]
    [TestCase(CompressionFormat.None, CompressionFormat.Zstd)]
    public async Task A_layout_that_was_written_is_read_by_skopeo_umoci_and_us(CompressionFormat lower, CompressionFormat upper)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = Image(spool, lower, upper);
        await OciLayoutWriter.Open(folder["out"]).AddAsync(image, Amd64Entry, Reference);
        var read = await OciLayout.Open(folder["out"]).ResolvePlatformAsync(Amd64);
        Assert.That(read.Digest, Is.EqualTo(image.Digest));
        Assert.That(Layer.Text(await read.FlattenAsync(spool)), Is.EqualTo(Expected));
        Assert.That((await OciLayout.Open(folder["out"]).ResolveAsync(Reference, Amd64)).Digest, Is.EqualTo(image.Digest));
        Assert.That(ForeignTool.Run("skopeo", "inspect", "--raw", $"oci:{folder["out"]}").OutputBytes, Is.EqualTo(image.ManifestBytes.ToArray()));
        Assert.That(ForeignTool.Run("skopeo", "inspect", $"oci:{folder["out"]}").Output, Does.Contain(image.Layers[1].Descriptor.Digest.ToString()));
        if (upper == CompressionFormat.Gzip)
        {
            ForeignTool.Run("skopeo", "copy", $"oci:{folder["out"]}", $"docker-archive:{folder["copied.tar"]}:example.com/test/image:latest");
            var copied = await (await DockerArchive.OpenAsync(folder["copied.tar"], spool)).ResolveAsync(Reference, Amd64);
            Assert.That(Layer.Text(await copied.FlattenAsync(spool)), Is.EqualTo(Expected));
            ForeignTool.Run("skopeo", "copy", $"oci:{folder["out"]}", $"oci:{folder["second"]}:v1");
            Assert.That(TreeLines.OfFolder(UmociLayout.Unpack(folder, folder["second"])), Has.Length.EqualTo(Expected.Length));
        }
    }

    [Test]
    public async Task The_files_of_a_layout_are_as_upstream_writes_them()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = Image(spool, CompressionFormat.None);
        await OciLayoutWriter.Open(folder["out"]).AddAsync(image, Amd64Entry);
        await OciLayoutWriter.Open(folder["out"]).AddAsync(image);
        Assert.That(await File.ReadAllTextAsync(folder["out", "oci-layout"]), Is.EqualTo("{\n    \"imageLayoutVersion\": \"1.0.0\"\n}"));
        var index = await File.ReadAllTextAsync(folder["out", "index.json"]);
        Assert.That(index, Does.StartWith("{\n   \"schemaVersion\": 2,\n   \"mediaType\": \"application/vnd.oci.image.index.v1+json\",\n   \"manifests\": [\n      {\n"));
        Assert.That(index, Does.Contain("\n         \"artifactType\": \"application/vnd.oci.image.config.v1+json\"\n      }"));
        Assert.That(OciLayout.Open(folder["out"]).Index.Manifests, Has.Count.EqualTo(2));
        Assert.That(
            Encoding.UTF8.GetString(image.ConfigBytes.Span),
            Is.EqualTo(
                "{\"architecture\":\"amd64\",\"created\":\"2019-06-01T21:21:32Z\",\"history\":[{\"created\":\"0001-01-01T00:00:00Z\"}],\"os\":\"linux\","
                + $"\"rootfs\":{{\"type\":\"layers\",\"diff_ids\":[\"{image.Layers[0].DiffId}\"]}},\"config\":{{}}}}"));
    }

    [Test]
    public async Task A_docker_archive_that_was_written_is_read_by_skopeo_and_us()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = Image(spool, CompressionFormat.Gzip, CompressionFormat.Gzip);
        var path = await WriteArchiveAsync(folder, image);
        var hex = image.Layers.Select(layer => layer.Descriptor.Digest.Hex).ToArray();
        Assert.That(
            ForeignTool.Run("tar", "-tf", path).Lines,
            Is.EqualTo(new[] { image.Manifest.Config.Digest.ToString(), $"{hex[0]}.tar.gz", $"{hex[1]}.tar.gz", "manifest.json" }));
        Assert.That(
            ForeignTool.Run("tar", "-xOf", path, "manifest.json").Output,
            Is.EqualTo($"[{{\"Config\":\"{image.Manifest.Config.Digest}\",\"RepoTags\":[\"example.com/test/image:latest\"],\"Layers\":[\"{hex[0]}.tar.gz\",\"{hex[1]}.tar.gz\"]}}]"));
        ForeignTool.Run("skopeo", "copy", $"docker-archive:{path}", $"oci:{folder["copied"]}:v1");
        Assert.That(TreeLines.OfFolder(UmociLayout.Unpack(folder, folder["copied"])), Has.Length.EqualTo(Expected.Length));
        var read = await (await DockerArchive.OpenAsync(path, spool)).ResolveOnlyAsync(Amd64);
        Assert.That(read.ConfigBytes.ToArray(), Is.EqualTo(image.ConfigBytes.ToArray()));
        Assert.That(read.MediaType, Is.EqualTo("application/vnd.docker.distribution.manifest.v2+json"));
        Assert.That(Layer.Text(await read.FlattenAsync(spool)), Is.EqualTo(Expected));
    }

    [Test]
    public async Task An_archive_of_a_layout_is_read_also_when_it_is_compressed()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = Image(spool, CompressionFormat.None, CompressionFormat.Gzip);
        await OciLayoutWriter.Open(folder["out"]).AddAsync(image, Amd64Entry, Reference);
        ForeignTool.Run("tar", "-C", folder["out"], "-czf", folder["a.tgz"], ".");
        var archive = await DockerArchive.OpenAsync(folder["a.tgz"], spool);
        Assert.That((await archive.ResolveAsync(Reference, Amd64)).Digest, Is.EqualTo(image.Digest));
        Assert.That(Layer.Text(await RootFsTarball.ReadAsync(folder["a.tgz"], Amd64, spool)), Is.EqualTo(Expected));
    }

    [Test]
    public async Task A_root_file_system_is_read_as_it_is_or_out_of_an_image()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var plain = folder.WriteFile("rootfs.tar", Layer.Of("etc/", "etc/a=1", "b=2", "manifest.json={}"));
        ForeignTool.Run("zstd", "-q", plain);
        Assert.That(Layer.Text(await RootFsTarball.ReadAsync(plain, Amd64, spool)), Is.EqualTo(new[] { "b=2", "etc/", "etc/a=1", "manifest.json={}" }));
        Assert.That(Layer.Text(await RootFsTarball.ReadAsync(plain + ".zst", Amd64, spool)), Has.Length.EqualTo(4));
        var archive = await WriteArchiveAsync(folder, Image(spool, CompressionFormat.Gzip, CompressionFormat.Gzip));
        Assert.That(Layer.Text(await RootFsTarball.ReadAsync(archive, Amd64, spool)), Is.EqualTo(Expected));
    }

    [TestCase("TB2005")]
    [TestCase("TB2005", "other=1")]
    [TestCase("TB2003", "manifest.json={}")]
    [TestCase("TB2006", "manifest.json=[{}]")]
    [TestCase("TB2002", "manifest.json=[]")]
    [TestCase("TB2003", "manifest.json=[null]")]
    public void What_is_no_docker_archive_is_refused(string id, params string[] members)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var path = folder.WriteFile("a.tar", Layer.Of(members));
        Assert.That(
            async () => await (await DockerArchive.OpenAsync(path, spool)).ResolveOnlyAsync(Amd64),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo(id));
    }

    [Test]
    public void An_empty_root_file_system_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var path = folder.WriteFile("a.tar", []);
        Assert.That(
            async () => await RootFsTarball.ReadAsync(path, Amd64, spool),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2005"));
    }

    [Test]
    public async Task Links_within_a_docker_archive_are_followed_and_circles_end()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var layer = new RegularFile(BlobSource.FromBytes(Layer.Of("b=2")));
        BlobSource Archive(string link) => new TarArchiveBuilder()
            .Add("c.json", new RegularFile(BlobSource.FromBytes(GoJson.Serialize(new ImageConfig { RootFs = new ImageRootFs { DiffIds = [Digest.Sha256(layer.Content)] } }))))
            .Add("one/layer.tar", layer).Add("two/layer.tar", new SymbolicLink(link))
            .Add("manifest.json", new RegularFile(BlobSource.FromText("[{\"Config\":\"./c.json\",\"RepoTags\":null,\"Layers\":[\"two/layer.tar\"]}]"))).Build();
        var good = folder.WriteFile("good.tar", Archive("../one/layer.tar").ToArray());
        var image = await (await DockerArchive.OpenAsync(good, spool)).ResolveOnlyAsync(Amd64);
        Assert.That(Layer.Text(await image.FlattenAsync(spool)), Is.EqualTo(new[] { "b=2" }));
        var circle = folder.WriteFile("circle.tar", Archive("layer.tar").ToArray());
        Assert.That(
            async () => await (await DockerArchive.OpenAsync(circle, spool)).ResolveOnlyAsync(Amd64),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2006"));
    }
}
