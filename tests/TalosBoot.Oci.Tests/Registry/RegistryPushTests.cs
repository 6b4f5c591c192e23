using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>What the conformance tests of the OCI distribution specification ask of pushing, as a client shows it, and uploads that fail.</summary>
[TestFixture]
sealed class RegistryPushTests
{
    const string Uploads = "/v2/test/image/blobs/uploads/";

    static OciDescriptor Blob(TestRegistry registry) => new() { Digest = registry.BlobDigest, Size = registry.Blob.Length };

    static Task PushAsync(TestRegistry registry, RegistryClient client, ImageReference? mountFrom = null) =>
        client.PushBlobAsync(registry.Reference, Blob(registry), BlobSource.FromBytes(registry.Blob), mountFrom);

    static string[] Steps(TestRegistry registry) => [.. registry.Server.Requests.Where(request => request.Path != "/v2/").Select(request => request.Method)];

    [Test]
    public async Task Push_blob_in_one_piece_asks_begins_sends_and_commits()
    {
        await using var registry = new TestRegistry(withImage: false);
        var script = new UploadScript(registry.Server, TestRegistry.Repository);
        using var client = new RegistryClient(TestRegistry.Options);
        await PushAsync(registry, client);
        Assert.That(script.Received, Is.EqualTo(registry.Blob));
        Assert.That(Steps(registry), Is.EqualTo(new[] { "HEAD", "POST", "PATCH", "PUT" }));
        var patch = registry.Server.RequestsOf("PATCH", Uploads).Single();
        Assert.That(patch["Content-Range"], Is.Null);
        Assert.That(patch["Content-Type"], Is.EqualTo("application/octet-stream"));
        Assert.That(patch["Content-Length"], Is.EqualTo("300000"));
        await PushAsync(registry, client);
        Assert.That(Steps(registry), Has.Length.EqualTo(5), "What is there is not sent again.");
    }

    [TestCase(0, 100_000, 3)]
    [TestCase(150_000, 100_000, 2)]
    public async Task Push_blob_in_chunks_tells_the_range_of_each(int minimum, int size, int count)
    {
        await using var registry = new TestRegistry(withImage: false);
        var script = new UploadScript(registry.Server, TestRegistry.Repository) { MinimumChunk = minimum };
        using var client = new RegistryClient(TestRegistry.Options with { UploadChunkSize = size });
        await PushAsync(registry, client);
        Assert.That(script.Received, Is.EqualTo(registry.Blob));
        var ranges = registry.Server.RequestsOf("PATCH", Uploads).Select(request => request["Content-Range"]).ToArray();
        Assert.That(ranges, Has.Length.EqualTo(count));
        Assert.That(ranges[0], Is.EqualTo($"0-{Math.Max(minimum, size) - 1}"));
        Assert.That(ranges[^1], Does.EndWith("-299999"));
    }

    [TestCase(0)]
    [TestCase(40_000)]
    [TestCase(100_000)]
    public async Task Push_blob_in_chunks_goes_on_where_the_registry_is_after_a_failure(int kept)
    {
        await using var registry = new TestRegistry(withImage: false);
        var script = new UploadScript(registry.Server, TestRegistry.Repository);
        script.CutNextChunk(kept);
        using var client = new RegistryClient(TestRegistry.Options with { UploadChunkSize = 100_000 });
        await PushAsync(registry, client);
        Assert.That(script.Received, Is.EqualTo(registry.Blob));
        Assert.That(registry.Server.RequestsOf("GET", Uploads).Count(), Is.EqualTo(1));
        Assert.That(registry.Server.RequestsOf("PATCH", Uploads).ElementAt(1)["Content-Range"], Does.StartWith($"{kept}-"));
    }

    [Test]
    public async Task Push_blob_in_chunks_gives_up_when_the_registry_loses_again_and_again_what_it_had()
    {
        await using var registry = new TestRegistry(withImage: false);
        _ = new UploadScript(registry.Server, TestRegistry.Repository);
        var taken = 0;
        registry.Server.Always("PATCH", Uploads, request => request["Content-Range"] == "0-99999" && ++taken < 100
            ? new FaultAnswer(202).With("Location", $"{Uploads}id?_state=s%2B") : new FaultAnswer(500));
        registry.Server.Always("GET", Uploads, _ => new FaultAnswer(204).With("Location", $"{Uploads}id?_state=s%2B").With("Range", "0-0"));
        using var client = new RegistryClient(TestRegistry.Options with { UploadChunkSize = 100_000 });
        var failure = await Assert.ThrowsAsync<RegistryException>(() => PushAsync(registry, client));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2011"));
        Assert.That(taken, Is.EqualTo(9), "Three uploads of three attempts.");
    }

    [Test]
    public async Task Push_blob_starts_over_when_one_piece_fails_and_lets_the_upload_be_forgotten()
    {
        await using var registry = new TestRegistry(withImage: false);
        var script = new UploadScript(registry.Server, TestRegistry.Repository);
        script.CutNextChunk(10);
        using var client = new RegistryClient(TestRegistry.Options);
        await PushAsync(registry, client);
        Assert.That(script.Received, Is.EqualTo(registry.Blob));
        Assert.That(Steps(registry), Is.EqualTo(new[] { "HEAD", "POST", "PATCH", "DELETE", "HEAD", "POST", "PATCH", "PUT" }));
    }

    [TestCase(201, new[] { "HEAD", "POST" })]
    [TestCase(202, new[] { "HEAD", "POST", "PATCH", "PUT" })]
    [TestCase(405, new[] { "HEAD", "POST", "POST", "PATCH", "PUT" })]
    public async Task Push_blob_mounts_where_the_registry_can(int status, string[] steps)
    {
        await using var registry = new TestRegistry(withImage: false);
        _ = new UploadScript(registry.Server, TestRegistry.Repository);
        registry.Server.Once("POST", Uploads, new FaultAnswer(status).With("Location", $"{Uploads}m?_state=s%2Bm"));
        using var client = new RegistryClient(TestRegistry.Options);
        await PushAsync(registry, client, ImageReference.Parse($"{registry.Server.Host}/other/repo:x"));
        Assert.That(Steps(registry), Is.EqualTo(steps));
        Assert.That(
            registry.Server.RequestsOf("POST", Uploads).First().Target,
            Is.EqualTo($"{Uploads}?from=other%2Frepo&mount=sha256%3A{registry.BlobDigest.Hex}"));
    }

    [Test]
    public async Task Push_blob_does_not_mount_from_another_registry()
    {
        await using var registry = new TestRegistry(withImage: false);
        _ = new UploadScript(registry.Server, TestRegistry.Repository);
        using var client = new RegistryClient(TestRegistry.Options);
        await PushAsync(registry, client, ImageReference.Parse("ghcr.io/other/repo:x"));
        Assert.That(registry.Server.RequestsOf("POST", Uploads).Single().Target, Is.EqualTo(Uploads));
    }

    [TestCase("TB2019", null)]
    [TestCase("TB2015", "http://10.0.0.1/upload")]
    public async Task Push_blob_refuses_an_upload_that_leads_nowhere_or_inside(string id, string? location)
    {
        await using var registry = new TestRegistry(withImage: false);
        registry.Server.Always("POST", Uploads, _ => location is null ? new FaultAnswer(202) : new FaultAnswer(202).With("Location", location));
        using var client = new RegistryClient(TestRegistry.Options);
        var failure = await Assert.ThrowsAsync<RegistryException>(() => PushAsync(registry, client));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id));
    }

    [Test]
    public async Task Push_blob_stays_at_a_registry_whose_upload_has_a_path_that_looks_like_another_host([Values] bool hasQuery)
    {
        await using var registry = new TestRegistry(withImage: false);
        await using var other = new FaultRegistry();
        var path = $"//{other.Host}/upload{(hasQuery ? "?_state=s%2B" : string.Empty)}";
        var location = $"http://{registry.Server.Host}{path}";
        registry.Server.Always("POST", Uploads, _ => new FaultAnswer(202).With("Location", location));
        registry.Server.Always("PATCH", "//", _ => new FaultAnswer(202).With("Location", location));
        registry.Server.Always("PUT", "//", _ => new FaultAnswer(201));
        using var client = new RegistryClient(TestRegistry.Options);
        await PushAsync(registry, client);
        Assert.That(other.Requests, Is.Empty);
        Assert.That(
            registry.Server.RequestsOf("PUT", "//").Single().Target,
            Is.EqualTo($"{path}{(hasQuery ? "&" : "?")}digest=sha256%3A{registry.BlobDigest.Hex}"));
    }

    [Test]
    public async Task Push_asks_for_a_token_that_allows_pushing_and_pulling_from_the_source_of_a_mount()
    {
        await using var registry = new TestRegistry(withImage: false);
        _ = new UploadScript(registry.Server, TestRegistry.Repository);
        registry.WithTokens();
        using var client = new RegistryClient(registry.WithCredentials);
        await PushAsync(registry, client, ImageReference.Parse($"{registry.Server.Host}/other/repo:x"));
        Assert.That(
            registry.Server.RequestsOf("GET", "/token").Single().Target,
            Is.EqualTo("/token?scope=repository%3Atest%2Fimage%3Apush%2Cpull&scope=repository%3Aother%2Frepo%3Apull&service=test"));
    }

    [Test]
    public async Task Push_manifest_sends_its_bytes_and_its_media_type_by_tag_and_by_digest()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("PUT", "/v2/test/image/manifests/", _ => new FaultAnswer(201));
        using var client = new RegistryClient(TestRegistry.Options);
        var manifest = await client.GetManifestAsync(registry.Reference);
        await client.PushManifestAsync(registry.Reference, OciMediaTypes.Manifest, manifest.Content);
        await client.PushManifestAsync(registry.Reference.WithDigest(registry.ManifestDigest), OciMediaTypes.Manifest, manifest.Content);
        var puts = registry.Server.RequestsOf("PUT", "/v2/test/image/manifests/").ToArray();
        Assert.That(puts.Select(put => put.Path.Split('/')[^1]), Is.EqualTo(new[] { "v1", registry.ManifestDigest.ToString() }));
        Assert.That(puts.Select(put => put["Content-Type"]), Has.All.EqualTo(OciMediaTypes.Manifest));
        Assert.That(puts.Select(put => put.Body), Has.All.EqualTo(manifest.Content.ToArray()));
        var failure = await Assert.ThrowsAsync<ContentMismatchException>(
            () => client.PushManifestAsync(registry.Reference.WithDigest(registry.BlobDigest), OciMediaTypes.Manifest, manifest.Content));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2101"));
    }

    [TestCase(true, 0)]
    [TestCase(false, 1)]
    public async Task Push_manifest_with_a_subject_lists_it_where_the_registry_does_not(bool registryKeepsIt, int lists)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("PUT", "/v2/test/image/manifests/", request =>
            registryKeepsIt ? new FaultAnswer(201).With("OCI-Subject", registry.ManifestDigest.ToString()) : new FaultAnswer(201));
        using var client = new RegistryClient(TestRegistry.Options);
        var subject = (await client.GetManifestAsync(registry.Reference)).Descriptor;
        var referrer = GoJson.Serialize(new OciManifest
        {
            MediaType = OciMediaTypes.Manifest,
            Config = new OciDescriptor { MediaType = "application/x.kind", Size = 2, Digest = Digest.Sha256("{}"u8) },
            Layers = [],
            Subject = subject,
        });
        await client.PushManifestAsync(registry.Reference.WithDigest(Digest.Sha256(referrer)), OciMediaTypes.Manifest, referrer);
        var list = registry.Server.RequestsOf("PUT", $"/v2/test/image/manifests/sha256-{subject.Digest.Hex}").ToArray();
        Assert.That(list, Has.Length.EqualTo(lists));
        if (lists > 0)
        {
            Assert.That(
                Encoding.UTF8.GetString(list[0].Body),
                Is.EqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[{\"mediaType\":"
                    + $"\"application/vnd.oci.image.manifest.v1+json\",\"size\":{referrer.Length},\"digest\":\"{Digest.Sha256(referrer)}\",\"artifactType\":\"application/x.kind\"}}]}}"));
        }
    }
}
