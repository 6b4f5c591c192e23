using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.ImageCaches;

[TestFixture]
sealed class ImageCacheTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly OciPlatform Arm64Entry = new() { OperatingSystem = "linux", Architecture = "arm64" };

    static string[] Manifests(ImageCache cache) =>
        [.. cache.Tree.Walk().Where(item => item.Entry is RegularFile && !item.Path.StartsWith("blob/", StringComparison.Ordinal)).Select(item => item.Path)];

    static Task<ImageCache> BuildAsync(LayoutOnDisk layout, ImageCacheOptions options, params string[] references) =>
        ImageCacheBuilder.BuildAsync(OciLayout.Open(layout.Path), [.. references.Select(ImageReference.Parse)], options);

    [TestCase("nginx:1", "docker.io/library/nginx", "1")]
    [TestCase("docker.io/a/b:1", "docker.io/a/b", "1")]
    [TestCase("index.docker.io/a/b:1", "index.docker.io/a/b", "1")]
    [TestCase("ghcr.io/a/b/c", "ghcr.io/a/b/c", "latest")]
    [TestCase("localhost:5000/a:V1", "localhost_5000_/a", "V1")]
    public async Task The_names_are_those_that_the_node_looks_for(string reference, string folder, string tag)
    {
        using var temporary = new TemporaryFolder();
        var layout = new LayoutOnDisk(temporary);
        var image = layout.AddManifest(Layer.Of("a=1"));
        layout.Add(image, reference);
        var name = $"sha256-{image.Digest.Hex}";
        var cache = await BuildAsync(layout, new(), reference, $"{reference}@{image.Digest}");
        Assert.That(Manifests(cache), Is.EqualTo(new[] { $"manifests/{folder}/digest/{name}", $"manifests/{folder}/reference/{tag}" }));
        Assert.That(cache.Tree.EnsureDirectory("blob").Children, Has.Count.EqualTo(2), "A configuration and a layer.");
        Assert.That((await cache.ResolveAsync(ImageReference.Parse(reference), Amd64)).Digest, Is.EqualTo(image.Digest));
    }

    [Test]
    public async Task Blobs_are_shared_and_have_the_digests_of_sha256sum_in_folder_and_layout()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var layout = new LayoutOnDisk(folder).AddImage("ghcr.io/a/b:1", Layer.Of("a=1"), Layer.Of("b=2")).AddImage("ghcr.io/a/c:1", Layer.Of("a=1"));
        var cache = await BuildAsync(layout, new(), "ghcr.io/a/b:1", "ghcr.io/a/c:1");
        await cache.WriteToFolderAsync(folder["cache"]);
        var blobs = Directory.GetFiles(folder["cache", "blob"]);
        Assert.That(blobs, Has.Length.EqualTo(3), "Two layers, and one configuration that both share.");
        foreach (var file in blobs.Concat(Directory.GetFiles(folder["cache", "manifests", "ghcr.io", "a", "b", "digest"])))
        {
            Assert.That(ForeignTool.Run("sha256sum", file).Output[..64], Is.EqualTo(Path.GetFileName(file)["sha256-".Length..]));
        }

        var image = cache.ToImage(spool, DateTimeOffset.UnixEpoch);
        Assert.That((await BuildAsync(layout, new(), "ghcr.io/a/c:1", "ghcr.io/a/b:1")).ToImage(spool, DateTimeOffset.UnixEpoch).Digest, Is.EqualTo(image.Digest));
        await OciLayoutWriter.Open(folder["out"]).AddAsync(image, new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" });
        Assert.That(ForeignTool.Run("skopeo", "inspect", "--raw", $"oci:{folder["out"]}").OutputBytes, Is.EqualTo(image.ManifestBytes.ToArray()));
        var extracted = await ImageCache.FromImageAsync(await OciLayout.Open(folder["out"]).ResolvePlatformAsync(Amd64), spool);
        Assert.That(TreeLines.Of(extracted.Tree), Is.EqualTo(TreeLines.Of(cache.Tree)));
        Assert.That(TreeLines.Of(ImageCache.Open(folder["cache"]).Tree), Is.EqualTo(TreeLines.Of(cache.Tree)));
    }

    [Test]
    public async Task Of_an_index_all_platforms_are_taken_or_those_that_are_asked_for()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder);
        var amd = layout.AddManifest(Layer.Of("a=amd"));
        var arm = layout.AddManifest(Layer.Of("a=arm")) with { Platform = Arm64Entry };
        var attestation = layout.AddManifest(Layer.Of("a=x")) with { Platform = new OciPlatform { OperatingSystem = "unknown", Architecture = "unknown" } };
        layout.AddIndex("ghcr.io/a/b:1", amd, arm, attestation);
        Assert.That(Manifests(await BuildAsync(layout, new(), "ghcr.io/a/b:1")), Has.Length.EqualTo(5));
        var cache = await BuildAsync(layout, new() { Platforms = [OciPlatform.Parse("linux/arm64")] }, "ghcr.io/a/b:1");
        Assert.That(Manifests(cache), Has.Length.EqualTo(3));
        var reference = ImageReference.Parse("ghcr.io/a/b:1");
        Assert.That((await cache.ResolveAsync(reference, OciPlatform.Parse("linux/arm64"))).Digest, Is.EqualTo(arm.Digest));
        Assert.That(
            async () => await cache.ResolveAsync(reference, Amd64), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2006"));
    }

    [TestCase("ghcr.io/a/../../b:1", "TB2001")]
    [TestCase("ghcr.io/a//b:1", "TB2008")]
    [TestCase("../a:1", "TB2001")]
    public void A_name_that_leads_out_of_the_cache_is_refused(string reference, string id)
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder).AddImage(reference, Layer.Of("a=1"));
        Assert.That(
            async () => await BuildAsync(layout, new(), reference), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo(id));
    }

    [Test]
    public async Task Files_that_are_not_what_their_names_say_are_noticed()
    {
        using var folder = new TemporaryFolder();
        var layout = new LayoutOnDisk(folder).AddImage("ghcr.io/a/b:1", Layer.Of("a=1"));
        await (await BuildAsync(layout, new(), "ghcr.io/a/b:1")).WriteToFolderAsync(folder["cache"]);
        var reference = ImageReference.Parse("ghcr.io/a/b:1");
        var image = await ImageCache.Open(folder["cache"]).ResolveAsync(reference, Amd64);
        var blob = folder["cache", "blob", $"sha256-{image.Layers[0].Descriptor.Digest.Hex}"];
        var bytes = await File.ReadAllBytesAsync(blob);
        bytes[0] ^= 1;
        await File.WriteAllBytesAsync(blob, bytes);
        var damaged = await ImageCache.Open(folder["cache"]).ResolveAsync(reference, Amd64);
        Assert.That(async () => await damaged.Layers[0].OpenAsync(), Throws.InstanceOf<ContentMismatchException>().With.Property("DiagnosticId").EqualTo("TB2101"));
        File.Delete(folder["cache", "manifests", "ghcr.io", "a", "b", "digest", $"sha256-{image.Digest.Hex}"]);
        Assert.That(
            async () => await ImageCache.Open(folder["cache"]).ResolveAsync(reference, Amd64),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2006"));
        File.CreateSymbolicLink(folder["cache", "blob", "link"], "/etc/passwd");
        Assert.That(() => ImageCache.Open(folder["cache"]), Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2005"));
    }
}
