using System.IO.Compression;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Layouts;

[TestFixture]
sealed class OciLayoutTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Linux(Architecture.Amd64);
    static readonly byte[][] Layers = [Layer.Of("etc/", "etc/a=1", "etc/b=2"), Layer.Of("etc/.wh.a", "c=3")];

    static string ManifestPath(string layout) => BlobPath(layout, OciLayout.Open(layout).Index.Manifests[0].Digest);

    static string BlobPath(string layout, Digest digest) => Path.Combine(layout, "blobs", "sha256", digest.Hex);

    [Test]
    public async Task An_image_of_umoci_is_found_by_its_tag_and_flattened()
    {
        using var folder = new TemporaryFolder();
        var image = await OciLayout.Open(UmociLayout.Create(folder, Layers)).ResolveAsync(ImageReference.Parse("example.com/some/image:v1"), Amd64);
        Assert.That(image.Layers, Has.Count.EqualTo(2));
        Assert.That(image.Layers[0].Descriptor.MediaType, Is.EqualTo("application/vnd.oci.image.layer.v1.tar+gzip"));
        Assert.That(image.Layers.Select(layer => layer.DiffId), Is.EqualTo(Layers.Select(layer => (Digest?)Digest.Sha256(layer))));
        Assert.That((image.Config.OperatingSystem, image.Config.Architecture), Is.EqualTo(("linux", "amd64")));
        using var spool = new ContentSpool(folder.Path);
        var progress = new RecordingProgress();
        Assert.That(Layer.Text(await image.FlattenAsync(spool, context: new BuildContext { Progress = progress })), Is.EqualTo(new[] { "c=3", "etc/", "etc/b=2" }));
        var size = image.Layers.Sum(layer => layer.Descriptor.Size);
        foreach (var stage in new[] { BuildStage.Fetch, BuildStage.Flatten })
        {
            var reports = progress.Reports.Where(report => report.Stage == stage).ToArray();
            Assert.That(reports[0], Is.EqualTo(new BuildProgress(stage, image.Name, 0, size)));
            Assert.That(reports[^1], Is.EqualTo(new BuildProgress(stage, image.Name, size, size)));
        }
    }

    [Test]
    public async Task An_image_is_found_by_its_digest_with_any_name()
    {
        using var folder = new TemporaryFolder();
        var layout = OciLayout.Open(UmociLayout.Create(folder, Layers));
        var digest = layout.Index.Manifests[0].Digest;
        var image = await layout.ResolveAsync(ImageReference.Parse($"ghcr.io/a/b:c@{digest}"), Amd64);
        Assert.That(image.Digest, Is.EqualTo(digest));
        Assert.That(Digest.Sha256(image.ManifestBytes.Span), Is.EqualTo(digest));
    }

    [Test]
    public async Task What_BuildKit_says_of_an_image_is_never_taken_for_one()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var image = layout.AddManifest(Layers);
        var attestation = layout.AddManifest(Layers[0]) with
        {
            Annotations = new Dictionary<string, string> { ["vnd.docker.reference.type"] = "attestation-manifest" },
        };
        var platform = new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" };
        layout.Add(attestation with { Platform = platform });
        layout.Add(image with { Platform = platform });
        layout.AddIndex("ghcr.io/a/b:v1", attestation, image);
        var opened = OciLayout.Open(layout.Path);
        Assert.That((await opened.ResolveAsync(ImageReference.Parse("ghcr.io/a/b:v1"), Amd64)).Digest, Is.EqualTo(image.Digest));
        Assert.That((await opened.ResolvePlatformAsync(Amd64)).Digest, Is.EqualTo(image.Digest));
    }

    [Test]
    public async Task A_layer_that_is_not_compressed_is_read_in_place()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder).AddImage("ghcr.io/a/b:v1", Layers);
        using var spool = new ContentSpool(folder["spool"], memoryLimit: 0);
        var tree = await (await OciLayout.Open(layout.Path).ResolveAsync(ImageReference.Parse("ghcr.io/a/b:v1"), Amd64)).FlattenAsync(spool);
        Assert.That(Layer.Text(tree), Is.EqualTo(new[] { "c=3", "etc/", "etc/b=2" }));
        Assert.That(Directory.Exists(folder["spool"]), Is.False, "Nothing was spooled.");
    }

    [Test]
    public async Task A_platform_is_chosen_in_a_nested_index()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var arm = layout.AddManifest(Layer.Of("a=arm")) with { Platform = new OciPlatform { OperatingSystem = "linux", Architecture = "arm64", Variant = "v8" } };
        var attestation = layout.AddManifest(Layer.Of("a=no")) with { Platform = new OciPlatform { OperatingSystem = "unknown", Architecture = "unknown" } };
        var amd = layout.AddManifest(Layer.Of("a=amd"));
        layout.AddIndex("example.com/multi:1", attestation, arm, amd);
        var source = OciLayout.Open(layout.Path);
        var reference = ImageReference.Parse("example.com/multi:1");
        Assert.That((await source.ResolveAsync(reference, OciPlatform.Parse("linux/arm64"))).Digest, Is.EqualTo(arm.Digest));
        Assert.That((await source.ResolveAsync(reference, Amd64)).Digest, Is.EqualTo(amd.Digest), "An entry without platform is linux/amd64.");
        Assert.That((await source.ResolveAsync(ImageReference.Parse($"x@{arm.Digest}"), Amd64)).Digest, Is.EqualTo(arm.Digest));
        var exception = await Assert.ThrowsAsync<RegistryException>(async () => await source.ResolveAsync(reference, OciPlatform.Parse("linux/riscv64")));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB2004"));
        Assert.That(exception!.Message, Does.Contain("linux/arm64/v8"));
    }

    [Test]
    public async Task The_rule_of_ociPath_takes_the_first_entry_that_names_the_platform_and_no_nested_one()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var unnamed = layout.AddManifest(Layer.Of("a=1"));
        var named = layout.AddManifest(Layer.Of("a=2")) with { Platform = new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" } };
        layout.Add(unnamed);
        layout.AddIndex("x:1", named);
        Assert.That(
            async () => await OciLayout.Open(layout.Path).ResolvePlatformAsync(Amd64),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2004").And.Message.Contains("no OCI image found for amd64"));
        layout.Add(named);
        Assert.That((await OciLayout.Open(layout.Path).ResolvePlatformAsync(Amd64)).Digest, Is.EqualTo(named.Digest));
    }

    [Test]
    public async Task What_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder).AddImage("ghcr.io/a/b:v1", Layers);
        var exception = await Assert.ThrowsAsync<RegistryException>(
            async () => await OciLayout.Open(layout.Path).ResolveAsync(ImageReference.Parse("ghcr.io/a/b:v2"), Amd64));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB2002"));
        Assert.That(exception!.Message, Does.Contain("ghcr.io/a/b:v1"));
        Assert.That(() => OciLayout.Open(folder.Path), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2005"));
        Assert.That(() => OciLayout.Open(folder["none"]), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2005"));
    }

    [TestCase("{")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("{\"schemaVersion\":2}")]
    [TestCase("{\"manifests\":null}")]
    [TestCase("{\"manifests\":[null]}")]
    [TestCase("{\"manifests\":[{\"size\":1}]}")]
    [TestCase("{\"manifests\":[{\"size\":1,\"digest\":\"md5:00\"}]}")]
    [TestCase("{\"manifests\":[{\"size\":\"1\",\"digest\":\"sha256:deadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33fdeadb33f\"}]}")]
    public void An_index_that_is_none_is_refused(string json)
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("index.json", Encoding.UTF8.GetBytes(json));
        Assert.That(() => OciLayout.Open(folder.Path), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2003"));
    }

    [Test]
    public void A_changed_byte_of_any_blob_is_noticed_before_it_is_used()
    {
        using var folder = new TemporaryFolder();
        var layout = UmociLayout.Create(folder, Layers);
        var blobs = Directory.GetFiles(Path.Combine(layout, "blobs", "sha256"));
        var used = 0;
        foreach (var blob in blobs)
        {
            var whole = File.ReadAllBytes(blob);
            foreach (var (id, damaged) in new[] { ("TB2101", Flip(whole)), ("TB2102", whole[..^1]), ("TB2102", [.. whole, 0]) })
            {
                File.WriteAllBytes(blob, damaged);
                try
                {
                    Flatten(layout, folder);
                }
                catch (ContentMismatchException exception)
                {
                    Assert.That(exception!.DiagnosticId, Is.EqualTo(id));
                    used++;
                }
            }

            File.WriteAllBytes(blob, whole);
        }

        Assert.That(used, Is.EqualTo(4 * 3), "Manifest, configuration and two layers; umoci leaves older ones behind.");
    }

    [Test]
    public void A_blob_that_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        var layout = UmociLayout.Create(folder, Layers);
        File.Delete(ManifestPath(layout));
        Assert.That(() => Flatten(layout, folder), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2006"));
    }

    [Test]
    public void A_blob_that_is_a_link_is_refused()
    {
        using var folder = new TemporaryFolder();
        var layout = UmociLayout.Create(folder, Layers);
        var manifest = ManifestPath(layout);
        File.Move(manifest, folder["elsewhere"]);
        File.CreateSymbolicLink(manifest, folder["elsewhere"]);
        Assert.That(() => Flatten(layout, folder), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2005"));
    }

    [Test]
    public void A_layer_that_is_not_what_the_configuration_says_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        layout.Add(layout.AddManifest([Layer.Of("a=1")], diffIds: [Digest.Sha256("other"u8)]), "x:1");
        Assert.That(
            () => Flatten(layout.Path, folder, "x:1"), Throws.InstanceOf<ContentMismatchException>().With.Property("DiagnosticId").EqualTo("TB2101"));
    }

    [Test]
    public void Indexes_in_indexes_without_end_are_refused()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var nested = layout.AddManifest(Layer.Of("a=1"));
        for (var depth = 0; depth < 5; depth++)
        {
            nested = layout.AddNestedIndex(nested);
        }

        layout.Add(nested, "x:1");
        Assert.That(() => Flatten(layout.Path, folder, "x:1"), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2007"));
    }

    [Test]
    public void Layers_that_are_too_long_together_are_stopped_before_all_of_them_are_unpacked()
    {
        using var folder = new TemporaryFolder();
        var layers = Enumerable.Range(0, 30).Select(number => Zeros($"zeros-{number}")).ToArray();
        var layout = new LayoutOnDisk(folder).AddImage("x:1", layers);
        using var spool = new ContentSpool(folder["spool"], memoryLimit: 0) { FileLimit = 64 << 20 };
        Assert.That(
            () => Flatten(layout.Path, spool, "x:1", ContainerImageLimits.Default with { MaximumUncompressedSize = 10 << 20 }),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2007"));
        Assert.That(() => Flatten(layout.Path, folder, "x:1"), Throws.Nothing);
    }

    [Test]
    public void A_layer_that_stands_in_an_image_many_times_is_unpacked_once_and_counts_each_time()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder).AddImage("x:1", [.. Enumerable.Repeat(Zeros("zeros"), 30)]);
        using var spool = new ContentSpool(folder["spool"], memoryLimit: 0) { FileLimit = 16 << 20 };
        Assert.That(() => Flatten(layout.Path, spool, "x:1"), Throws.Nothing);
        Assert.That(
            () => Flatten(layout.Path, folder, "x:1", ContainerImageLimits.Default with { MaximumUncompressedSize = 100 << 20 }),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2007"));
    }

    [Test]
    public void A_bomb_is_stopped()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.SetFile("zeros", BlobSource.Zeros(80 << 20));
        using (var file = File.Create(folder["bomb.tar"]))
        {
            Archives.Tar.TarArchive.Plan(tree).WriteToStreamAsync(file).GetAwaiter().GetResult();
        }

        ForeignTool.Run("zstd", "-q", "-19", folder["bomb.tar"], "-o", folder["bomb.zst"]);
        var layout = new LayoutOnDisk(folder);
        layout.Add(layout.AddManifest([File.ReadAllBytes(folder["bomb.zst"])]), "x:1");
        Assert.That(() => Flatten(layout.Path, folder, "x:1"), Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
        Assert.That(
            () => Flatten(layout.Path, folder, "x:1", ContainerImageLimits.Default with { MaximumCompressionRatio = 100_000 }), Throws.Nothing);
    }

    static byte[] Flip(byte[] bytes)
    {
        var result = bytes.ToArray();
        result[result.Length / 2] ^= 1;
        return result;
    }

    /// <summary>A layer of 4 MiB, in gzip.</summary>
    static byte[] Zeros(string name)
    {
        var archive = new Archives.Tar.TarArchiveBuilder().Add(name, new RegularFile(BlobSource.Zeros(4 << 20))).Build().ToArray();
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
        {
            gzip.Write(archive);
        }

        return result.ToArray();
    }

    static void Flatten(string layout, TemporaryFolder folder, string reference = "a:v1", ContainerImageLimits? limits = null)
    {
        using var spool = new ContentSpool(folder["spool"]);
        Flatten(layout, spool, reference, limits);
    }

    static void Flatten(string layout, ContentSpool spool, string reference, ContainerImageLimits? limits = null)
    {
        var image = OciLayout.Open(layout, limits).ResolveAsync(ImageReference.Parse(reference), Amd64).AsTask().GetAwaiter().GetResult();
        image.FlattenAsync(spool, limits).AsTask().GetAwaiter().GetResult();
    }
}
