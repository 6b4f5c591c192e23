using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Oci.Tests.Registry;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Caching;

/// <summary>Images that a cache has whole.</summary>
[TestFixture]
sealed class CachedImageTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");

    static async Task<byte[]> ReadAsync(TemporaryFolder folder, ImageReference reference)
    {
        using var client = new RegistryClient(TestRegistry.Options);
        using var source = new RegistryImageSource(client, BlobCache.Open(folder["cache"]));
        var image = await source.ResolveAsync(reference, Amd64);
        return (await image.Layers[0].OpenAsync()).ToArray();
    }

    /// <summary>An index around the image of the registry.</summary>
    static Digest AddIndex(TestRegistry registry)
    {
        var manifest = new OciDescriptor
        {
            MediaType = OciMediaTypes.Manifest,
            Size = registry.Server.ContentOf("/v2/test/image/manifests/v1")!.Length,
            Digest = registry.ManifestDigest,
        };
        var index = GoJson.Serialize(new OciIndex { Manifests = [manifest] });
        registry.Server.AddManifest(TestRegistry.Repository, "index", OciMediaTypes.Index, index);
        return Digest.Sha256(index);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task By_digest_they_need_no_registry_and_by_tag_they_do(bool isIndex)
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        var index = AddIndex(registry);
        var tagged = isIndex ? ImageReference.Parse($"{registry.Server.Host}/test/image:index") : registry.Reference;
        var pinned = registry.Reference.WithDigest(isIndex ? index : registry.ManifestDigest);
        await ReadAsync(folder, tagged);
        registry.Server.Requests.Clear();
        Assert.That(await ReadAsync(folder, pinned), Is.EqualTo(registry.Blob));
        Assert.That(registry.Server.Requests, Is.Empty);
        await registry.Server.DisposeAsync();
        Assert.That(await ReadAsync(folder, pinned), Is.EqualTo(registry.Blob), "The server has ended.");
        var failure = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(folder, tagged));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2010"), "Only the registry knows what a tag stands for today.");
    }

    [Test]
    public async Task A_manifest_that_was_damaged_is_fetched_again()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        var pinned = registry.Reference.WithDigest(registry.ManifestDigest);
        await ReadAsync(folder, pinned);
        var path = folder["cache", "blobs", "sha256", registry.ManifestDigest.Hex];
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. whole.Reverse()]);
        registry.Server.Requests.Clear();
        Assert.That(await ReadAsync(folder, pinned), Is.EqualTo(registry.Blob));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test/image/manifests/").Count(), Is.EqualTo(1));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(whole));
    }

    [Test]
    public async Task A_layout_that_is_written_from_the_cache_may_be_changed()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        using var source = new RegistryImageSource(client, BlobCache.Open(folder["cache"]));
        await OciLayoutWriter.Open(folder["layout"]).AddAsync(await source.ResolveAsync(registry.Reference, Amd64));
        foreach (var file in Directory.GetFiles(folder["layout", "blobs", "sha256"]))
        {
            File.AppendAllText(file, "changed");
        }

        new CachedBlobs(folder["cache"]).Check();
        Assert.That(await ReadAsync(folder, registry.Reference), Is.EqualTo(registry.Blob));
    }

    [Test]
    public async Task A_layer_taken_for_a_manifest_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        await ReadAsync(folder, registry.Reference);
        var failure = await Assert.ThrowsAsync<RegistryException>(() => ReadAsync(folder, registry.Reference.WithDigest(registry.BlobDigest)));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2003"));
    }
}
