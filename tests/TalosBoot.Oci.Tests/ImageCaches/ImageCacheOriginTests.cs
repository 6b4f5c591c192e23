using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.ImageCaches;

/// <summary>Image caches that are made from registries and archives, and from what is hostile.</summary>
[TestFixture]
sealed class ImageCacheOriginTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly ImageReference Reference = ImageReference.Parse("ghcr.io/a/b:1");

    static string[] Files(ImageCache cache) => [.. cache.Tree.Walk().Where(item => item.Entry is RegularFile).Select(item => item.Path)];

    static async Task<string> FailureAsync(Func<Task> action) =>
        (await Assert.CatchAsync<TalosBootException>(async () => await action()))!.DiagnosticId;

    [Test]
    public async Task A_cache_from_a_registry_holds_what_skopeo_has_pushed_there()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        var layout = new LayoutOnDisk(folder);
        var amd = layout.AddManifest(Layer.Of("a=amd")) with { Platform = new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" } };
        var arm = layout.AddManifest(Layer.Of("a=arm")) with { Platform = new OciPlatform { OperatingSystem = "linux", Architecture = "arm64" } };
        layout.AddIndex("v1", amd, arm);
        File.WriteAllText(folder["handmade", "oci-layout"], """{"imageLayoutVersion":"1.0.0"}""");
        ForeignTool.Run("skopeo", "copy", "--all", "--preserve-digests", "--dest-tls-verify=false", $"oci:{layout.Path}:v1", $"docker://{registry.Host}/some/image:v1");
        var reference = ImageReference.Parse($"{registry.Host}/some/image:v1");
        using var client = new RegistryClient();
        using var source = new RegistryImageSource(client);
        var cache = await ImageCacheBuilder.BuildAsync(source, [reference]);
        var index = (await client.HeadManifestAsync(reference)).Digest;
        var repository = $"manifests/{registry.Host.Replace(':', '_')}_/some/image";
        Assert.That(
            Files(cache).Where(path => !path.StartsWith("blob/", StringComparison.Ordinal)),
            Is.EquivalentTo(new[] { amd.Digest, arm.Digest, index }.Select(digest => $"{repository}/digest/sha256-{digest.Hex}").Append($"{repository}/reference/v1")));
        await cache.WriteToFolderAsync(folder["cache"]);
        using var spool = new ContentSpool();
        foreach (var (architecture, text) in new[] { ("amd64", "a=amd"), ("arm64", "a=arm") })
        {
            var image = await ImageCache.Open(folder["cache"]).ResolveAsync(reference, OciPlatform.Parse($"linux/{architecture}"));
            Assert.That(Layer.Text(await Oci.Flattening.ContainerImageFlattening.FlattenAsync(image, spool)), Is.EqualTo(new[] { text }));
        }
    }

    [Test]
    public async Task A_cache_from_a_docker_archive_holds_its_image()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var layout = new LayoutOnDisk(folder);
        byte[] content = Layer.Of("a=1");
        layout.Add(layout.AddManifest([content], [Digest.Sha256(content)]), Reference.ToString());
        var saved = await OciLayout.Open(layout.Path).ResolveAsync(Reference, Amd64);
        await (await DockerArchiveWriter.PlanAsync(saved, Reference)).WriteToFileAsync(folder["image.tar"]);
        var archive = await DockerArchive.OpenAsync(folder["image.tar"], spool);
        var cache = await ImageCacheBuilder.BuildAsync(archive, [Reference]);
        var image = await cache.ResolveAsync(Reference, Amd64);
        Assert.That(image.Digest, Is.EqualTo((await archive.ResolveAsync(Reference, Amd64)).Digest));
        Assert.That(Files(cache), Is.EquivalentTo(new[]
        {
            $"blob/sha256-{Digest.Sha256(content).Hex}", $"blob/sha256-{Digest.Sha256(image.ConfigBytes.Span).Hex}",
            $"manifests/ghcr.io/a/b/digest/sha256-{image.Digest.Hex}", "manifests/ghcr.io/a/b/reference/1",
        }));
        Assert.That(await FailureAsync(() => ImageCacheBuilder.BuildAsync(archive, [ImageReference.Parse("ghcr.io/a/b:2")])), Is.EqualTo("TB2002"));
    }

    [TestCase("ghcr.io/a/b:1", "ghcr.io/a/b:1@OTHER")]
    [TestCase("ghcr.io/a:1", "ghcr.io/a/reference/1:1")]
    [TestCase("ghcr.io/a/reference/1:1", "ghcr.io/a:1")]
    public async Task Names_that_take_the_place_of_each_other_are_refused(string first, string second)
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var other = layout.AddManifest(Layer.Of("b=2"));
        second = second.Replace("OTHER", other.Digest.ToString(), StringComparison.Ordinal);
        layout.Add(layout.AddManifest(Layer.Of("a=1")), first);
        layout.Add(other, second);
        Assert.That(
            await FailureAsync(() => ImageCacheBuilder.BuildAsync(
                OciLayout.Open(layout.Path), [ImageReference.Parse(first), ImageReference.Parse(second)])),
            Is.EqualTo("TB2008"));
    }

    [TestCase("deep", "TB2007")]
    [TestCase("a hundred thousand entries", "TB2007")]
    [TestCase("missing entries", "TB2006")]
    [TestCase("not what it should be", "TB2101")]
    public async Task Hostile_indexes_are_refused(string kind, string id)
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var image = layout.AddManifest(Layer.Of("a=1"));
        var missing = image with { MediaType = OciMediaTypes.Index, Digest = Digest.Sha256("nothing"u8) };
        var hostile = kind switch
        {
            "deep" => Enumerable.Range(0, 7).Aggregate(image, (inner, _) => layout.AddNestedIndex(inner)),
            "missing entries" => layout.AddNestedIndex([.. Enumerable.Repeat(missing, 1000)]),
            "not what it should be" => layout.AddNestedIndex(image, Circle(folder, layout)),
            _ => layout.AddNestedIndex([.. Enumerable.Repeat(image, 100_000)]),
        };
        layout.Add(hostile, Reference.ToString());
        Assert.That(await FailureAsync(() => ImageCacheBuilder.BuildAsync(OciLayout.Open(layout.Path), [Reference])), Is.EqualTo(id));
    }

    [Test, CancelAfter(20_000)]
    public async Task Indexes_that_name_each_other_many_times_are_read_once(CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var image = layout.AddManifest(Layer.Of("a=1"));
        var wide = Enumerable.Range(0, 4).Aggregate(image, (inner, _) => layout.AddNestedIndex([.. Enumerable.Repeat(inner, 20_000)]));
        layout.Add(wide, Reference.ToString());
        var opened = OciLayout.Open(layout.Path);
        var nothing = Reference.WithDigest(Digest.Sha256("nothing"u8));
        Assert.That(await FailureAsync(async () => await opened.ResolveAsync(nothing, Amd64, cancellationToken)), Is.EqualTo("TB2002"));
        var cache = await ImageCacheBuilder.BuildAsync(opened, [Reference], cancellationToken: cancellationToken);
        Assert.That(Files(cache).Count(path => path.Contains("/digest/", StringComparison.Ordinal)), Is.EqualTo(5));
        Assert.That((await cache.ResolveAsync(Reference, Amd64, cancellationToken)).Digest, Is.EqualTo(image.Digest));
    }

    /// <summary>An index that names itself, which no digest can be right for.</summary>
    static OciDescriptor Circle(TemporaryFolder folder, LayoutOnDisk layout)
    {
        var index = layout.AddNestedIndex();
        var circle = GoJson.Serialize(new OciIndex { MediaType = OciMediaTypes.Index, Manifests = [index] });
        File.WriteAllBytes(folder["handmade", "blobs", "sha256", index.Digest.Hex], circle);
        return index with { Size = circle.Length };
    }
}
