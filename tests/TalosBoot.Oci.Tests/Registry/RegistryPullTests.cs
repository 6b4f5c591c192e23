using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>What the conformance tests of the OCI distribution specification ask of pulling and of content discovery, as a client shows it.</summary>
[TestFixture]
sealed class RegistryPullTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");

    [Test]
    public async Task Pull_manifest_by_tag_and_by_digest_give_the_same()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        var byTag = await client.GetManifestAsync(registry.Reference);
        var byDigest = await client.GetManifestAsync(registry.Reference.WithDigest(registry.ManifestDigest));
        Assert.That(byTag.Descriptor, Is.EqualTo(byDigest.Descriptor));
        Assert.That(byTag.Descriptor.Digest, Is.EqualTo(registry.ManifestDigest));
        var request = registry.Server.RequestsOf("GET", "/v2/test/image/manifests/v1").Single();
        Assert.That(
            request["Accept"],
            Is.EqualTo("application/vnd.docker.distribution.manifest.v1+json,application/vnd.docker.distribution.manifest.v1+prettyjws,"
                + "application/vnd.docker.distribution.manifest.v2+json,application/vnd.oci.image.manifest.v1+json,"
                + "application/vnd.docker.distribution.manifest.list.v2+json,application/vnd.oci.image.index.v1+json"));
        Assert.That(request["Accept-Encoding"], Is.Null);
        Assert.That(request["User-Agent"], Is.EqualTo("TalosBoot"));
    }

    [Test]
    public async Task Pull_HEAD_of_a_manifest_tells_type_size_and_digest()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        var descriptor = await client.HeadManifestAsync(registry.Reference);
        Assert.That(descriptor, Is.EqualTo((await client.GetManifestAsync(registry.Reference)).Descriptor));
    }

    [Test]
    public async Task Pull_of_a_manifest_that_does_not_exist_is_not_found()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        var missing = ImageReference.Parse($"{registry.Server.Host}/test/image:nothing");
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.GetManifestAsync(missing));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2002"));
        Assert.That(failure.Codes, Is.EqualTo(new[] { "NAME_UNKNOWN" }));
        Assert.That((int)failure.Status!, Is.EqualTo(404));
        failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.HeadManifestAsync(missing));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2002"));
    }

    [Test]
    public async Task Pull_blob_gives_its_bytes_whole_and_from_an_offset_on()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That(await registry.ReadBlobAsync(client), Is.EqualTo(registry.Blob));
        Assert.That(await registry.ReadBlobAsync(client, 299_000), Is.EqualTo(registry.Blob[299_000..]));
        Assert.That(await registry.ReadBlobAsync(client, 300_000), Is.Empty);
        Assert.That(registry.Server.RequestsOf("GET", registry.BlobPath).Select(request => request["Range"]), Is.EqualTo(new[] { null, "bytes=299000-" }));
    }

    [Test]
    public async Task Pull_blob_that_does_not_exist_is_not_found()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        var failure = await Assert.ThrowsAsync<RegistryException>(
            async () => await client.OpenBlobAsync(registry.Reference, Digest.Sha256("other"u8), 5));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2006"));
        Assert.That(await client.BlobExistsAsync(registry.Reference, Digest.Sha256("other"u8)), Is.False);
        Assert.That(await client.BlobExistsAsync(registry.Reference, registry.BlobDigest), Is.True);
    }

    [Test]
    public async Task Pull_of_an_image_gives_its_layers_verified()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        using var source = new RegistryImageSource(client);
        var image = await source.ResolveAsync(registry.Reference, Amd64);
        Assert.That(image.Digest, Is.EqualTo(registry.ManifestDigest));
        Assert.That((await image.Layers[0].OpenAsync()).ToArray(), Is.EqualTo(registry.Blob));
        Assert.That((await image.Layers[0].OpenAsync()).ToArray(), Is.EqualTo(registry.Blob));
        Assert.That(registry.Server.RequestsOf("GET", registry.BlobPath).Count(), Is.EqualTo(1), "Fetched once.");
    }

    [TestCase("</v2/test/image/tags/list?n=2&last=b>; rel=\"next\"")]
    [TestCase("<http://HOST/v2/test/image/tags/list?n=2&last=b>; rel=\"next\"")]
    public async Task Content_discovery_lists_tags_over_pages(string link)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/tags/list", request => request.Target.Contains("last=b", StringComparison.Ordinal)
            ? FaultAnswer.Text(200, """{"name":"test/image","tags":["c"]}""")
            : FaultAnswer.Text(200, """{"name":"test/image","tags":["b","a"]}""").With("Link", link.Replace("HOST", registry.Server.Host, StringComparison.Ordinal)));
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That(await client.ListTagsAsync(registry.Reference), Is.EqualTo(new[] { "b", "a", "c" }));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test/image/tags/list").First().Target, Does.EndWith("?n=1000"));
    }

    [Test]
    public async Task Content_discovery_takes_a_repository_without_tags_and_lists_repositories()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/tags/list", _ => FaultAnswer.Text(200, """{"name":"test/image","tags":null}"""));
        registry.Server.Always("GET", "/v2/_catalog", _ => FaultAnswer.Text(200, """{"repositories":["test/image","x"]}"""));
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That(await client.ListTagsAsync(registry.Reference), Is.Empty);
        Assert.That(await client.ListRepositoriesAsync(registry.Server.Host), Is.EqualTo(new[] { "test/image", "x" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Content_discovery_lists_referrers_filtered_by_type_with_or_without_the_API(bool hasApi)
    {
        await using var registry = new TestRegistry();
        var index = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"{{Digest.Sha256("a"u8)}}","artifactType":"wanted"},
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":2,"digest":"{{Digest.Sha256("b"u8)}}","artifactType":"other"}]}
            """);
        var subject = registry.ManifestDigest;
        if (hasApi)
        {
            registry.Server.Always("GET", $"/v2/test/image/referrers/{subject}", _ =>
                new FaultAnswer(200) { Body = index, Headers = [("Content-Type", OciMediaTypes.Index)] });
        }
        else
        {
            registry.Server.AddManifest(TestRegistry.Repository, $"sha256-{subject.Hex}", OciMediaTypes.Index, index);
        }

        using var client = new RegistryClient(TestRegistry.Options);
        var reference = registry.Reference.WithDigest(subject);
        Assert.That((await client.ListReferrersAsync(reference)).Select(entry => entry.Size), Is.EqualTo(new long[] { 1, 2 }));
        Assert.That((await client.ListReferrersAsync(reference, "wanted")).Select(entry => entry.Size), Is.EqualTo(new long[] { 1 }));
        Assert.That(await client.ListReferrersAsync(registry.Reference.WithDigest(Digest.Sha256("nobody"u8))), Is.Empty);
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test/image/referrers/").ElementAt(1).Target, Does.EndWith("?artifactType=wanted"));
    }

    [TestCase("text/plain; charset=utf-8")]
    [TestCase("application/octet-stream")]
    [TestCase("application/vnd.oci.image.manifest.v1+json; charset=utf-8")]
    public async Task Pull_manifest_with_a_lying_content_type_is_understood_by_its_content(string contentType)
    {
        await using var registry = new TestRegistry();
        var content = (await new RegistryClient(TestRegistry.Options).GetManifestAsync(registry.Reference)).Content.ToArray();
        registry.Server.AddManifest(TestRegistry.Repository, "v1", contentType, content);
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That((await client.GetManifestAsync(registry.Reference)).Descriptor.MediaType, Is.EqualTo(OciMediaTypes.Manifest));
    }

    [Test]
    public async Task Pull_asks_mirrors_first_and_falls_back_to_the_registry_of_the_reference()
    {
        await using var registry = new TestRegistry();
        await using var broken = new FaultRegistry();
        broken.Always("GET", "/base/v2/", _ => FaultAnswer.Text(200, "{}"));
        broken.Always("GET", "/base/v2/test/image/", _ => FaultAnswer.Text(503, "down"));
        using var client = new RegistryClient(TestRegistry.Options with
        {
            Credentials = TestRegistry.CredentialsFor(registry.Server.Host),
            Mirrors = new Dictionary<string, RegistryMirrors>
            {
                [registry.Server.Host] = new() { Endpoints = [new RegistryMirror(new Uri($"http://{broken.Host}/base"))] },
            },
        });
        Assert.That((await client.GetManifestAsync(registry.Reference)).Descriptor.Digest, Is.EqualTo(registry.ManifestDigest));
        Assert.That(await registry.ReadBlobAsync(client), Is.EqualTo(registry.Blob));
        Assert.That(broken.Requests.Select(request => request["Authorization"]), Has.All.Null, "A mirror does not see the credentials of the registry.");
        Assert.That(
            broken.RequestsOf("GET", "/base/v2/test/image/manifests/v1").First().Target,
            Does.EndWith($"?ns={Uri.EscapeDataString(registry.Server.Host)}"));
    }

    [Test]
    public async Task Pull_prefix_and_mirrors_without_fallback_take_the_place_of_the_registry()
    {
        await using var registry = new TestRegistry();
        using var prefixed = new RegistryClient(TestRegistry.Options with { PullPrefix = $"{registry.Server.Host}/test" });
        Assert.That((await prefixed.GetManifestAsync(ImageReference.Parse("nowhere.invalid/image:v1"))).Descriptor.Digest, Is.EqualTo(registry.ManifestDigest));
        using var mirrored = new RegistryClient(TestRegistry.Options with
        {
            Mirrors = new Dictionary<string, RegistryMirrors>
            {
                ["*"] = new() { SkipFallback = true, Endpoints = [new RegistryMirror(new Uri($"http://{registry.Server.Host}/v2")) { OverridePath = true }] },
            },
        });
        Assert.That((await mirrored.GetManifestAsync(ImageReference.Parse("nowhere.invalid/test/image:v1"))).Descriptor.Digest, Is.EqualTo(registry.ManifestDigest));
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await mirrored.GetManifestAsync(ImageReference.Parse("nowhere.invalid/test/image:v2")));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2002"));
    }
}
