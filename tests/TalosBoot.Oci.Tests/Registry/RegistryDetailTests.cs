using System.Text;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>What oci.md says of registries that do things in their own way, section by section.</summary>
[TestFixture]
sealed class RegistryDetailTests
{
    const string Uploads = "/v2/test/image/blobs/uploads/";
    const string Manifests = "/v2/test/image/manifests/";

    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");

    static async Task<string> FailureAsync(Func<Task> action) =>
        (await Assert.CatchAsync<TalosBootException>(async () => await action()))!.DiagnosticId;

    static RegistryMirrors MirrorsAt(params FaultRegistry[] mirrors) =>
        new() { Endpoints = [.. mirrors.Select(mirror => new RegistryMirror(new Uri($"http://{mirror.Host}")))] };

    static RegistryOptions Through(TestRegistry registry, FaultRegistry mirror) => TestRegistry.Options with
    {
        Mirrors = new Dictionary<string, RegistryMirrors> { [registry.Server.Host] = MirrorsAt(mirror) },
    };

    static FaultAnswer Referrers(int size) => new FaultAnswer(200)
    {
        Body = GoJson.Serialize(new OciIndex { Manifests = [new OciDescriptor { Size = size, Digest = Digest.Sha256("a"u8) }] }),
    }.With("Content-Type", OciMediaTypes.Index);

    [Test(Description = "2.3")]
    public async Task Warnings_of_a_registry_are_logged()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", Manifests, request => registry.Server.Content(request).With("Warning", "299 - \"tag v1 is old\""));
        using var log = new RecordingLogger();
        using var client = new RegistryClient(TestRegistry.Options with { Logger = log });
        await client.GetManifestAsync(registry.Reference);
        Assert.That(log.Messages, Has.Some.EqualTo($"Warning {registry.Server.Host} warns: tag v1 is old"));
    }

    [TestCase(404, 503, 404, "TB2011", Description = "2.4")]
    [TestCase(503, 404, 404, "TB2011", Description = "2.4")]
    [TestCase(404, 404, 404, "TB2002", Description = "2.4")]
    [TestCase(404, 404, 403, "TB2013", Description = "2.4")]
    public async Task Of_many_servers_the_first_failure_that_is_more_than_not_found_is_told(int first, int second, int home, string id)
    {
        await using var registry = new TestRegistry();
        await using var one = new FaultRegistry();
        await using var two = new FaultRegistry();
        foreach (var (server, status) in new[] { (one, first), (two, second), (registry.Server, home) })
        {
            server.Always("GET", Manifests, _ => FaultAnswer.Text(status, "{}"));
        }

        using var client = new RegistryClient(TestRegistry.Options with
        {
            MaximumAttempts = 1,
            Mirrors = new Dictionary<string, RegistryMirrors> { ["*"] = MirrorsAt(one, two) },
        });
        Assert.That(await FailureAsync(() => client.GetManifestAsync(registry.Reference)), Is.EqualTo(id));
        Assert.That(one.RequestsOf("GET", Manifests).Concat(two.RequestsOf("GET", Manifests)).Count(), Is.EqualTo(2), "Both were asked.");
    }

    [Test(Description = "3.2")]
    public async Task A_refusal_that_names_no_way_is_met_with_user_and_password()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/", request => request["Authorization"] is null ? new FaultAnswer(401) : null);
        using var client = new RegistryClient(registry.WithCredentials);
        Assert.That((await client.GetManifestAsync(registry.Reference)).Descriptor.Digest, Is.EqualTo(registry.ManifestDigest));
    }

    [Test(Description = "3.3")]
    public async Task The_query_of_a_realm_is_kept_and_a_service_that_is_not_named_is_empty()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("GET", "/v2/", FaultAnswer.Challenge($"Bearer realm=\"http://{registry.Server.Host}/token?zone=a%2Fb&account=me\""));
        using var client = new RegistryClient(TestRegistry.Options);
        await client.GetManifestAsync(registry.Reference);
        Assert.That(
            registry.Server.RequestsOf("GET", "/token").Single().Target,
            Is.EqualTo("/token?account=me&scope=repository%3Atest%2Fimage%3Apull&service=&zone=a%2Fb"));
    }

    [Test(Description = "3.3")]
    public async Task A_refresh_token_that_a_token_server_gives_is_used_for_the_next_token()
    {
        await using var registry = new TestRegistry().WithTokens();
        registry.Server.Once("GET", "/token", FaultAnswer.Text(200, """{"token":"stale","refresh_token":"next"}"""));
        registry.Server.Always("POST", "/token", _ => FaultAnswer.Text(200, """{"access_token":"good-token"}"""));
        using var client = new RegistryClient(registry.WithCredentials);
        await client.GetManifestAsync(registry.Reference);
        Assert.That(Encoding.UTF8.GetString(registry.Server.RequestsOf("POST", "/token").Single().Body), Does.Contain("refresh_token=next"));
    }

    [Test(Description = "3.3")]
    public async Task Another_host_that_wants_a_user_is_asked_once_more_and_shown_nothing()
    {
        await using var registry = new TestRegistry();
        await using var elsewhere = new FaultRegistry();
        elsewhere.Always("GET", "/blob", _ => FaultAnswer.Challenge("Basic realm=\"inner\""));
        registry.Server.Always("GET", registry.BlobPath, _ => FaultAnswer.Redirect(307, "http://cdn.example/blob"));
        using var client = new RegistryClient(registry.WithCredentials with { HandlerFactory = NamedHosts.Handler(("cdn.example", elsewhere.Port)) });
        Assert.That(await FailureAsync(() => registry.ReadBlobAsync(client)), Is.EqualTo("TB2012"));
        Assert.That(elsewhere.Requests.Select(request => request["Authorization"]), Is.EqualTo(new string?[] { null, null }));
    }

    [TestCase("application/x-unknown", Description = "5.1")]
    [TestCase("", Description = "5.1")]
    public async Task A_manifest_of_an_unknown_type_is_taken_for_an_image(string contentType)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", Manifests, _ => new FaultAnswer(200)
        {
            Body = registry.Server.ContentOf($"{Manifests}v1")!,
            Headers = contentType.Length == 0 ? [] : [("Content-Type", contentType)],
        });
        using var client = new RegistryClient(TestRegistry.Options);
        using var source = new RegistryImageSource(client);
        Assert.That((await source.ResolveAsync(registry.Reference, Amd64)).Layers, Has.Count.EqualTo(1));
    }

    [Test(Description = "5.1")]
    public async Task A_digest_that_a_registry_tells_of_a_tag_is_not_believed()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", $"{Manifests}v1", _ => new FaultAnswer(200) { Body = registry.Server.ContentOf($"{Manifests}v1")! }
            .With("Content-Type", OciMediaTypes.Manifest).With("Docker-Content-Digest", Digest.Sha256("wrong"u8).ToString()));
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That((await client.GetManifestAsync(registry.Reference)).Descriptor.Digest, Is.EqualTo(registry.ManifestDigest));
    }

    [Test(Description = "7")]
    public async Task Several_errors_of_a_registry_are_all_told()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", Manifests, _ => FaultAnswer.Text(
            400, """{"errors":[{"code":"NAME_INVALID","message":"bad name"},{"code":"UNSUPPORTED","message":"no","detail":"never"}]}"""));
        using var client = new RegistryClient(TestRegistry.Options);
        var failure = await Assert.ThrowsAsync<RegistryException>(() => client.GetManifestAsync(registry.Reference));
        Assert.That(failure!.Codes, Is.EqualTo(new[] { "NAME_INVALID", "UNSUPPORTED" }));
        Assert.That(failure.Message, Does.Contain("bad name").And.Contain("UNSUPPORTED: no"));
    }

    [TestCase("BLOB_UPLOAD_INVALID", 2, Description = "7")]
    [TestCase("DENIED", 1, Description = "7")]
    public async Task An_upload_is_repeated_where_all_errors_may_pass(string code, int uploads)
    {
        await using var registry = new TestRegistry(withImage: false);
        _ = new UploadScript(registry.Server, TestRegistry.Repository);
        registry.Server.Once("PUT", Uploads, FaultAnswer.Text(400, $$"""{"errors":[{"code":"{{code}}","message":"x"}]}"""));
        using var client = new RegistryClient(TestRegistry.Options);
        var push = client.PushBlobAsync(
            registry.Reference, new OciDescriptor { Digest = registry.BlobDigest, Size = registry.Blob.Length }, BlobSource.FromBytes(registry.Blob));
        await ((Task)push).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.That(push.IsCompletedSuccessfully, Is.EqualTo(uploads > 1));
        Assert.That(registry.Server.RequestsOf("POST", Uploads).Count(), Is.EqualTo(uploads));
    }

    [TestCase(400, Description = "8.3")]
    [TestCase(406, Description = "8.3")]
    [TestCase(200, Description = "8.3")]
    public async Task Where_there_is_no_list_of_referrers_their_tag_is_read(int status)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/referrers/", _ => FaultAnswer.Text(status, "<html>", "text/html"));
        registry.Server.AddManifest(
            TestRegistry.Repository, $"sha256-{registry.ManifestDigest.Hex}", OciMediaTypes.Index,
            GoJson.Serialize(new OciIndex { Manifests = [new OciDescriptor { Size = 7, Digest = Digest.Sha256("a"u8) }] }));
        using var client = new RegistryClient(TestRegistry.Options);
        var listed = await client.ListReferrersAsync(registry.Reference.WithDigest(registry.ManifestDigest));
        Assert.That(listed.Select(entry => entry.Size), Is.EqualTo(new[] { 7L }));
    }

    [TestCase(400, Description = "8.3")]
    [TestCase(404, Description = "8.3")]
    [TestCase(406, Description = "8.3")]
    [TestCase(200, Description = "8.3")]
    [TestCase(503, Description = "8.3")]
    public async Task Referrers_that_a_mirror_does_not_keep_are_asked_of_the_registry(int status)
    {
        await using var registry = new TestRegistry();
        await using var mirror = new FaultRegistry();
        mirror.Always("GET", "/v2/test/image/referrers/", _ => FaultAnswer.Text(status, "<html>", "text/html"));
        registry.Server.Always("GET", "/v2/test/image/referrers/", _ => Referrers(7));
        using var client = new RegistryClient(Through(registry, mirror));
        var listed = await client.ListReferrersAsync(registry.Reference.WithDigest(registry.ManifestDigest));
        Assert.That(listed.Select(entry => entry.Size), Is.EqualTo(new[] { 7L }));
    }

    [TestCase(404, 403, "TB2013", Description = "8.3")]
    [TestCase(403, 404, null, Description = "8.3")]
    [TestCase(404, 404, null, Description = "8.3")]
    public async Task That_there_are_no_referrers_is_said_only_when_the_registry_did(int mirrored, int home, string? id)
    {
        await using var registry = new TestRegistry();
        await using var mirror = new FaultRegistry();
        mirror.Always("GET", "/v2/test/image/referrers/", _ => FaultAnswer.Text(mirrored, "{}"));
        registry.Server.Always("GET", "/v2/test/image/referrers/", _ => FaultAnswer.Text(home, "{}"));
        using var client = new RegistryClient(Through(registry, mirror));
        var listing = client.ListReferrersAsync(registry.Reference.WithDigest(registry.ManifestDigest));
        if (id is null)
        {
            Assert.That(await listing, Is.Empty);
            return;
        }

        Assert.That(await FailureAsync(() => listing), Is.EqualTo(id));
    }

    [Test(Description = "8.3")]
    public async Task Referrers_are_listed_over_pages()
    {
        await using var registry = new TestRegistry();
        var path = $"/v2/test/image/referrers/{registry.ManifestDigest}";
        registry.Server.Always("GET", path, request => request.Target.Contains("page=2", StringComparison.Ordinal)
            ? Referrers(2) : Referrers(1).With("Link", $"<{path}?page=2>; rel=\"next\""));
        using var client = new RegistryClient(TestRegistry.Options);
        var listed = await client.ListReferrersAsync(registry.Reference.WithDigest(registry.ManifestDigest));
        Assert.That(listed.Select(entry => entry.Size), Is.EqualTo(new long[] { 1, 2 }));
    }

    [Test(Description = "9.1")]
    public async Task An_index_gets_its_tag_after_all_else_and_layers_that_must_stay_where_they_are_are_not_sent()
    {
        await using var registry = new TestRegistry(withImage: false);
        _ = new UploadScript(registry.Server, TestRegistry.Repository);
        registry.Server.Always("PUT", Manifests, _ => new FaultAnswer(201));
        using var spool = new ContentSpool();
        var foreign = LayerBuilder.BuildFromArchive(BlobSource.FromBytes(Layer.Of("a=1")), CompressionFormat.None, spool);
        var layer = new ContainerLayer(
            new Oci.Layouts.MemoryBlobStore("test", []), foreign.Descriptor with { MediaType = "application/vnd.oci.image.layer.nondistributable.v1.tar" }, foreign.DiffId);
        var image = new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" }).AddLayer(layer).Build("test");
        using var client = new RegistryClient(TestRegistry.Options);
        await new RegistryImageWriter(client).PushIndexAsync([(image, new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" })], registry.Reference);
        Assert.That(
            registry.Server.RequestsOf("PUT", Manifests).Select(request => request.Path[Manifests.Length..]), Is.EqualTo(new[] { image.Digest.ToString(), "v1" }));
        Assert.That(registry.Server.Requests.Last().Method, Is.EqualTo("PUT"));
        Assert.That(registry.Server.RequestsOf("POST", Uploads).Count(), Is.EqualTo(1), "The configuration alone.");
    }

    [Test(Description = "9.3")]
    public async Task A_tag_of_referrers_that_is_no_index_is_left_alone()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("PUT", Manifests, _ => new FaultAnswer(201));
        var content = registry.Server.ContentOf($"{Manifests}v1")!;
        registry.Server.AddManifest(TestRegistry.Repository, $"sha256-{registry.ManifestDigest.Hex}", OciMediaTypes.Manifest, content);
        using var client = new RegistryClient(TestRegistry.Options);
        var subject = new OciDescriptor { MediaType = OciMediaTypes.Manifest, Size = content.Length, Digest = registry.ManifestDigest };
        var referrer = GoJson.Serialize(new OciManifest { MediaType = OciMediaTypes.Manifest, Config = subject, Layers = [], Subject = subject });
        Assert.That(
            await FailureAsync(() => client.PushManifestAsync(registry.Reference.WithDigest(Digest.Sha256(referrer)), OciMediaTypes.Manifest, referrer)),
            Is.EqualTo("TB2003"));
        Assert.That(registry.Server.RequestsOf("PUT", Manifests).Count(), Is.EqualTo(1));
    }
}
