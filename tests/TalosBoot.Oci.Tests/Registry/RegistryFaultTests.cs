using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Registries that fail, stall and lie. Each ends in good time, with its id.</summary>
[TestFixture]
sealed class RegistryFaultTests
{
    static async Task<string> FailureAsync(Func<Task> action)
    {
        var failure = await Assert.CatchAsync<TalosBootException>(async () => await action());
        return failure!.DiagnosticId;
    }

    static RegistryClient Client(RegistryOptions? options = null) => new(options ?? TestRegistry.Options);

    [TestCase(408)]
    [TestCase(429)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    [TestCase(499)]
    [TestCase(522)]
    public async Task What_may_pass_is_tried_again(int status)
    {
        await using var registry = new TestRegistry();
        registry.Server.Once("GET", "/v2/test/image/manifests/", new FaultAnswer(status), new FaultAnswer(status));
        using var client = Client();
        Assert.That((await client.GetManifestAsync(registry.Reference)).Descriptor.Digest, Is.EqualTo(registry.ManifestDigest));
    }

    [TestCase(429, "TB2016", 3)]
    [TestCase(503, "TB2011", 3)]
    [TestCase(403, "TB2013", 1)]
    [TestCase(418, "TB2011", 1)]
    public async Task What_does_not_pass_is_told(int status, string id, int attempts)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/manifests/", _ => FaultAnswer.Text(status, "<html>so\u0007rry</html>"));
        using var client = Client();
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.GetManifestAsync(registry.Reference));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id));
        Assert.That(failure.Message, Does.Contain("so\\u0007rry"));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test/image/manifests/").Count(), Is.EqualTo(attempts));
    }

    [Test]
    public async Task Retry_after_is_waited_for_up_to_the_longest_wait()
    {
        await using var registry = new TestRegistry();
        registry.Server.Once("GET", "/v2/test/image/manifests/", new FaultAnswer(429).With("Retry-After", "3600"), new FaultAnswer(429).With("Retry-After", "2"));
        var time = new HastyTimeProvider();
        using var client = Client(TestRegistry.Options with { TimeProvider = time, MaximumRetryDelay = TimeSpan.FromSeconds(60), StallTimeout = TimeSpan.FromHours(1), AnswerTimeout = TimeSpan.FromHours(1) });
        await client.GetManifestAsync(registry.Reference);
        Assert.That(time.Waits, Does.Contain(TimeSpan.FromSeconds(60)).And.Contain(TimeSpan.FromSeconds(2)));
    }

    [Test]
    public async Task A_connection_that_is_cut_is_taken_up_where_it_ended()
    {
        await using var registry = new TestRegistry();
        registry.Server.Once("GET", registry.BlobPath, new FaultAnswer(200) { Body = registry.Blob, CutAfter = 150_000 });
        using var client = Client();
        Assert.That(await registry.ReadBlobAsync(client), Is.EqualTo(registry.Blob));
        Assert.That(registry.Server.RequestsOf("GET", registry.BlobPath).Last()["Range"], Does.StartWith("bytes=1"));
    }

    [Test]
    public async Task A_connection_that_is_cut_is_taken_up_where_the_server_knows_no_ranges()
    {
        await using var registry = new TestRegistry();
        registry.Server.Once(
            "GET", registry.BlobPath, new FaultAnswer(200) { Body = registry.Blob, CutAfter = 150_000 }, new FaultAnswer(416),
            new FaultAnswer(200) { Body = registry.Blob, WithoutLength = true });
        using var client = Client();
        Assert.That(await registry.ReadBlobAsync(client), Is.EqualTo(registry.Blob));
    }

    [Test]
    public async Task A_blob_that_is_always_cut_fails()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = registry.Blob, CutAfter = 1000 });
        using var client = Client();
        Assert.That(await FailureAsync(() => registry.ReadBlobAsync(client)), Is.EqualTo("TB2010"));
        Assert.That(registry.Server.RequestsOf("GET", registry.BlobPath).Count(), Is.LessThanOrEqualTo(4));
    }

    [TestCase(-1)]
    [TestCase(1000)]
    [TestCase(290_000)]
    public async Task A_blob_that_stalls_once_is_taken_up_and_one_that_stalls_always_fails(int after)
    {
        await using var registry = new TestRegistry();
        var stall = new FaultAnswer(200) { Body = registry.Blob, StallAfter = after };
        registry.Server.Once("GET", registry.BlobPath, stall);
        using var client = Client();
        Assert.That(await registry.ReadBlobAsync(client), Is.EqualTo(registry.Blob));
        registry.Server.Always("GET", registry.BlobPath, _ => stall);
        Assert.That(await FailureAsync(() => registry.ReadBlobAsync(client)), Is.EqualTo("TB2017"));
    }

    [Test]
    public async Task A_corrupted_blob_is_noticed_at_its_end()
    {
        await using var registry = new TestRegistry();
        var corrupted = registry.Blob.ToArray();
        corrupted[^1] ^= 1;
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = corrupted });
        using var client = Client();
        Assert.That(await FailureAsync(() => registry.ReadBlobAsync(client)), Is.EqualTo("TB2101"));
        await using var stream = await client.OpenBlobAsync(registry.Reference, registry.BlobDigest, registry.Blob.Length);
        Assert.That(await FailureAsync(async () => await stream.ReadExactlyAsync(new byte[registry.Blob.Length])), Is.EqualTo("TB2101"), "Also without reading to the end.");
    }

    [TestCase(0)]
    [TestCase(299_999)]
    [TestCase(300_001)]
    public async Task A_blob_of_another_size_is_refused_before_it_is_read(int length)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = new byte[length] });
        using var client = Client();
        Assert.That(await FailureAsync(() => registry.ReadBlobAsync(client)), Is.EqualTo("TB2102"));
    }

    [Test]
    public async Task A_blob_that_goes_on_after_its_end_is_refused()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = [.. registry.Blob, 1], WithoutLength = true });
        using var client = Client();
        Assert.That(await FailureAsync(() => registry.ReadBlobAsync(client)), Is.EqualTo("TB2102"));
    }

    [TestCase("bytes 5-299999/300000", "TB2019")]
    [TestCase("bytes 1000-299999/300001", "TB2102")]
    [TestCase("nonsense", "TB2019")]
    public async Task A_range_that_was_not_asked_for_is_refused(string range, string id)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(206) { Body = registry.Blob[1000..] }.With("Content-Range", range));
        using var client = Client();
        Assert.That(await FailureAsync(() => registry.ReadBlobAsync(client, 1000)), Is.EqualTo(id));
    }

    [Test]
    public async Task A_manifest_of_another_digest_is_refused()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/manifests/sha256", _ => FaultAnswer.Text(200, "{}", OciMediaTypes.Manifest));
        using var client = Client();
        Assert.That(await FailureAsync(() => client.GetManifestAsync(registry.Reference.WithDigest(registry.ManifestDigest))), Is.EqualTo("TB2101"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_manifest_that_is_too_long_is_refused(bool isTold)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/manifests/", _ => new FaultAnswer(200)
        {
            Body = new byte[isTold ? 0 : 70_000],
            ClaimedLength = isTold ? 1L << 40 : null,
            WithoutLength = !isTold,
        });
        using var client = Client(TestRegistry.Options with { Limits = new ContainerImageLimits { MaximumDocumentLength = 65_536 } });
        Assert.That(await FailureAsync(() => client.GetManifestAsync(registry.Reference)), Is.EqualTo("TB2018"));
    }

    [TestCase("Docker-Content-Digest")]
    [TestCase("Content-Type")]
    public async Task A_head_without_what_it_must_tell_is_refused(string missing)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("HEAD", "/v2/test/image/manifests/", _ => new FaultAnswer(200)
        {
            Headers = [.. new[] { ("Docker-Content-Digest", registry.ManifestDigest.ToString()), ("Content-Type", OciMediaTypes.Manifest) }.Where(header => header.Item1 != missing)],
        });
        using var client = Client();
        Assert.That(await FailureAsync(() => client.HeadManifestAsync(registry.Reference)), Is.EqualTo("TB2019"));
    }

    [Test]
    public async Task Pages_without_end_are_refused()
    {
        await using var registry = new TestRegistry();
        var page = 0;
        registry.Server.Always("GET", "/v2/test/image/tags/list", _ =>
            FaultAnswer.Text(200, """{"tags":["a"]}""").With("Link", $"</v2/test/image/tags/list?last={page++}>; rel=\"next\""));
        using var client = Client(TestRegistry.Options with { MaximumPages = 5 });
        Assert.That(await FailureAsync(() => client.ListTagsAsync(registry.Reference)), Is.EqualTo("TB2018"));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test/image/tags/list").Count(), Is.EqualTo(5));
    }

    [TestCase("""{"tags":["a"]}""", "<https://elsewhere.example/v2/x/tags/list>; rel=\"next\"", "TB2015")]
    [TestCase("""{"tags":["a",null]}""", "", "TB2019")]
    [TestCase("[]", "", "TB2019")]
    [TestCase("<html>", "", "TB2019")]
    public async Task A_list_that_lies_is_refused(string body, string link, string id)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/tags/list", _ => FaultAnswer.Text(200, body).With("Link", link));
        using var client = Client();
        Assert.That(await FailureAsync(() => client.ListTagsAsync(registry.Reference)), Is.EqualTo(id));
    }

    [Test]
    public async Task An_image_of_schema_1_and_one_that_is_no_image_are_refused()
    {
        await using var registry = new TestRegistry();
        registry.Server.AddManifest(TestRegistry.Repository, "old", "application/vnd.docker.distribution.manifest.v1+prettyjws", Encoding.UTF8.GetBytes("{}"));
        registry.Server.AddManifest(TestRegistry.Repository, "bad", OciMediaTypes.Manifest, Encoding.UTF8.GetBytes("{]"));
        using var client = Client();
        using var source = new RegistryImageSource(client);
        foreach (var tag in new[] { "old", "bad" })
        {
            var reference = ImageReference.Parse($"{registry.Server.Host}/test/image:{tag}");
            Assert.That(await FailureAsync(async () => await source.ResolveAsync(reference, OciPlatform.Parse("linux/amd64"))), Is.EqualTo("TB2003"));
        }
    }

    [Test]
    public async Task No_registry_at_all_is_told()
    {
        using var client = Client();
        Assert.That(await FailureAsync(() => client.PingAsync($"127.0.0.1:{LoopbackPort.Free()}")), Is.EqualTo("TB2010"));
    }

    [Test]
    public async Task Cancelling_ends_a_stalled_read_at_once()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = registry.Blob, StallAfter = 1000 });
        using var client = Client(TestRegistry.Options with { StallTimeout = TimeSpan.FromMinutes(1) });
        await using var stream = await client.OpenBlobAsync(registry.Reference, registry.BlobDigest, registry.Blob.Length);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.CatchAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(new byte[2000], cancellation.Token));
    }

    [Test]
    public async Task Indexes_in_indexes_without_end_are_refused()
    {
        await using var registry = new TestRegistry();
        var (digest, size) = (registry.ManifestDigest.ToString(), registry.Server.ContentOf("/v2/test/image/manifests/v1")!.Length);
        var mediaType = OciMediaTypes.Manifest;
        for (var depth = 0; depth < 6; depth++)
        {
            var index = Encoding.UTF8.GetBytes($$$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{{mediaType}}}","size":{{{size}}},"digest":"{{{digest}}}"}]}""");
            (digest, size, mediaType) = (registry.Server.AddManifest(TestRegistry.Repository, $"deep{depth}", OciMediaTypes.Index, index), index.Length, OciMediaTypes.Index);
        }

        using var client = Client();
        using var source = new RegistryImageSource(client);
        var amd64 = OciPlatform.Parse("linux/amd64");
        Assert.That((await source.ResolveAsync(ImageReference.Parse($"{registry.Server.Host}/test/image:deep3"), amd64)).Digest, Is.EqualTo(registry.ManifestDigest));
        Assert.That(
            await FailureAsync(async () => await source.ResolveAsync(ImageReference.Parse($"{registry.Server.Host}/test/image:deep5"), amd64)), Is.EqualTo("TB2007"));
    }

    [Test]
    public async Task A_proxy_carries_all_requests()
    {
        await using var proxy = new FaultRegistry();
        proxy.Always("GET", "http://registry.example/v2/", request => request.Path.EndsWith("/v2/", StringComparison.Ordinal)
            ? FaultAnswer.Text(200, "{}") : FaultAnswer.Text(200, """{"tags":["a"]}"""));
        using var client = Client(TestRegistry.Options with
        {
            Proxy = new System.Net.WebProxy($"http://{proxy.Host}"),
            InsecureRegistries = ["registry.example"],
        });
        Assert.That(await client.ListTagsAsync(ImageReference.Parse("registry.example/x:v1")), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task A_foreign_layer_is_fetched_from_where_its_descriptor_says_without_credentials()
    {
        await using var registry = new TestRegistry();
        await using var elsewhere = new FaultRegistry();
        elsewhere.Always("GET", "/layer", _ => new FaultAnswer(200) { Body = registry.Blob });
        var manifest = Encoding.UTF8.GetString(registry.Server.ContentOf("/v2/test/image/manifests/v1")!)
            .Replace("\"layers\":[{", "\"layers\":[{\"urls\":[\"http://10.0.0.1/x\",\"http://layers.example/layer\"],", StringComparison.Ordinal);
        registry.Server.AddManifest(TestRegistry.Repository, "foreign", OciMediaTypes.Manifest, Encoding.UTF8.GetBytes(manifest));
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(404));
        using var client = Client(registry.WithCredentials with { HandlerFactory = NamedHosts.Handler(("layers.example", elsewhere.Port)) });
        using var source = new RegistryImageSource(client);
        var image = await source.ResolveAsync(ImageReference.Parse($"{registry.Server.Host}/test/image:foreign"), OciPlatform.Parse("linux/amd64"));
        Assert.That((await image.Layers[0].OpenAsync()).ToArray(), Is.EqualTo(registry.Blob));
        Assert.That(elsewhere.Requests.Single()["Authorization"], Is.Null);
    }
}
