using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Sigstore;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>What the service gives beyond upstream's, with everything in a folder of its own, and what clients do to it.</summary>
[TestFixture]
internal sealed class AssetServiceTests
{
    const string Empty = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba";
    const string Kernel = $"/image/{Empty}/v1.12.0/kernel-amd64";

    TemporaryFolder _folder = null!;
    FactoryServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        _server = FactoryServer.Start(FactoryLab.Registry, _folder["server"], usesRegistry: false);
        await _server.CreateSchematicAsync("{}");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder?.Dispose();
    }

    [Test]
    public async Task Sends_parts_and_validators()
    {
        var whole = await _server.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative));
        using var part = await SendAsync(Kernel, request => request.Headers.Range = new RangeHeaderValue(1_000_000, 1_000_099));
        using var tail = await SendAsync(Kernel, request => request.Headers.Range = new RangeHeaderValue(null, 7));
        using var beyond = await SendAsync(Kernel, request => request.Headers.Range = new RangeHeaderValue(whole.Length, null));

        Assert.Multiple(async () =>
        {
            Assert.That((int)part.StatusCode, Is.EqualTo(206));
            Assert.That(part.Content.Headers.ContentRange!.ToString(), Is.EqualTo($"bytes 1000000-1000099/{whole.Length}"));
            Assert.That(await part.Content.ReadAsByteArrayAsync(), Is.EqualTo(whole[1_000_000..1_000_100]));
            Assert.That(await tail.Content.ReadAsByteArrayAsync(), Is.EqualTo(whole[^7..]));
            Assert.That((int)beyond.StatusCode, Is.EqualTo(416));
        });

        var (tag, modified) = (part.Headers.ETag!, part.Content.Headers.LastModified);
        using var same = await SendAsync(Kernel, request => request.Headers.IfNoneMatch.Add(tag));
        using var unchanged = await SendAsync(Kernel, request => request.Headers.IfModifiedSince = modified);
        using var other = await SendAsync(Kernel, request => request.Headers.IfMatch.ParseAdd("\"other\""));
        using var stale = await SendAsync(Kernel, request =>
        {
            request.Headers.Range = new RangeHeaderValue(0, 9);
            request.Headers.IfRange = new RangeConditionHeaderValue("\"other\"");
        });
        Assert.That(
            ((int)same.StatusCode, (int)unchanged.StatusCode, (int)other.StatusCode, (int)stale.StatusCode), Is.EqualTo((304, 304, 412, 200)));
    }

    [Test]
    public async Task Gives_checksums_and_a_signature()
    {
        var content = await _server.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative));
        var key = VerificationKey.ParsePem(await _server.Http.GetStringAsync(new Uri("/oci/cosign/signing-key.pub", UriKind.Relative)));

        Assert.That(
            await _server.Http.GetStringAsync(new Uri(Kernel + ".sha256?filename=k", UriKind.Relative)), Is.EqualTo($"{Convert.ToHexStringLower(SHA256.HashData(content))}  k\n"));
        Assert.That(
            await _server.Http.GetStringAsync(new Uri(Kernel + ".sha512", UriKind.Relative)),
            Is.EqualTo($"{Convert.ToHexStringLower(SHA512.HashData(content))}  kernel-amd64\n"));
        var bundle = await _server.Http.GetByteArrayAsync(new Uri(Kernel + ".sigstore.json", UriKind.Relative));
        Assert.That(() => FileSignatures.Verify(BlobSource.FromBytes(content), "kernel-amd64", bundle, new SignaturePolicy { Keys = [key] }), Throws.Nothing);
    }

    [Test]
    public async Task Builds_once_for_all_that_ask_at_the_same_time_and_for_those_that_leave()
    {
        var id = await _server.CreateSchematicAsync("customization: {extraKernelArgs: [once]}");
        var path = $"/image/{id}/v1.12.0/initramfs-amd64.xz";
        using (var socket = new TcpClient("127.0.0.1", int.Parse(_server.Address.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)))
        {
            // It asks, and leaves at once.
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async number =>
        {
            using var answer = await _server.Http.GetAsync(path);
            var content = await answer.Content.ReadAsByteArrayAsync();
            return ((int)answer.StatusCode, Convert.ToHexString(SHA256.HashData(content)));
        }));

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(answers[0].Item1, Is.EqualTo(200));
        var folder = Path.Combine(_folder["server"], "store", "assets");
        Assert.That(Directory.EnumerateFiles(folder, "*.partial", SearchOption.AllDirectories), Is.Empty);
    }

    [Test]
    public async Task Tells_how_far_a_build_is()
    {
        var id = await _server.CreateSchematicAsync("customization: {extraKernelArgs: [progress]}");
        var path = $"/image/{id}/v1.12.0/metal-amd64-uki.efi";

        var events = await _server.Http.GetStringAsync(new Uri(path + "?progress", UriKind.Relative));
        var again = await _server.Http.GetStringAsync(new Uri(path + "?progress", UriKind.Relative));
        var refused = await _server.Http.GetAsync($"/image/{id}/v1.99.0/kernel-amd64?progress");

        Assert.That(events, Does.StartWith("event: progress\ndata: {\"stage\":\"").And.Contains("event: done\ndata: {\"bytes\":\""));
        Assert.That(again, Does.StartWith("event: done\n"));
        Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("event: failed\ndata: {\"status\":\"404\",\"message\":\"failed to get kernel: version 1.99.0 is not available\"}"));
    }

    [Test]
    public async Task Serves_after_a_restart_what_it_stored_before_and_does_not_build_it()
    {
        await using (var first = FactoryServer.Start(FactoryLab.Registry, _folder["restart"], usesRegistry: false))
        {
            await first.CreateSchematicAsync("{}");
            await first.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative));
        }

        await using var second = FactoryServer.Start(
            FactoryLab.Registry, _folder["restart"], "artifacts: {core: {registry: 'registry.invalid:5000'}}", usesRegistry: false);
        using var stored = await second.Http.GetAsync(Kernel);
        using var missing = await second.Http.GetAsync($"/image/{Empty}/v1.12.0/kernel-arm64");

        Assert.That(((int)stored.StatusCode, (int)missing.StatusCode), Is.EqualTo((200, 500)), "there is nothing to build from");
    }

    [Test]
    public async Task Builds_a_damaged_asset_again()
    {
        byte[] before;
        await using (var first = FactoryServer.Start(FactoryLab.Registry, _folder["damaged"], usesRegistry: false))
        {
            await first.CreateSchematicAsync("{}");
            before = await first.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative));
        }

        // Nothing is on its way into the store any more.
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder["damaged"], "store", "assets"), "*.asset", SearchOption.AllDirectories))
        {
            using var stream = File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = 100;
            stream.WriteByte((byte)(before[100] ^ 1));
        }

        await using var server = FactoryServer.Start(FactoryLab.Registry, _folder["damaged"], usesRegistry: false);
        Assert.That(await server.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative)), Is.EqualTo(before));
    }

    [Test]
    public async Task Refuses_a_schematic_that_is_too_long()
    {
        await using var server = FactoryServer.Start(FactoryLab.Registry, _folder["short"], "features: {maxSchematicLength: 1000}", usesRegistry: false);
        using var answer = await server.Http.PostAsync("/schematics", new StringContent(new string('#', 1001)));

        Assert.That((int)answer.StatusCode, Is.EqualTo(413));
    }

    [Test]
    public async Task Answers_503_when_too_many_builds_wait()
    {
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, _folder["busy"], "build: {maxConcurrency: 1, maxQueueLength: 0}", usesRegistry: false);
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => server.CreateSchematicAsync($"customization: {{extraKernelArgs: [busy{number}]}}")));

        var answers = await Task.WhenAll(ids.Select(id => server.Http.GetAsync($"/image/{id}/v1.12.0/initramfs-amd64.xz")));

        var busy = answers.Where(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable).ToArray();
        Assert.That(answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), Is.GreaterThanOrEqualTo(1));
        Assert.That(busy, Is.Not.Empty);
        Assert.That(busy[0].Headers.RetryAfter, Is.Not.Null);
    }

    [Test]
    public async Task Does_not_begin_a_build_again_that_fails_right_after_its_first_bytes()
    {
        var library = _server.Services.GetRequiredService<AssetLibrary>();
        var (gate, builds) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);

        // So many wait that some look when it is over.
        var answers = Enumerable.Range(0, 200).Select(_ => library.GetFileAsync(Digest.Sha256("fails"u8), "fails", FindAsync, default)).ToArray();
        gate.SetResult();
        await Task.WhenAll(answers).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(builds, Is.EqualTo(1));
        Assert.That(answers.Where(answer => answer.IsFaulted).Select(answer => answer.Exception!.InnerException), Is.All.TypeOf<IOException>());
        foreach (var answer in answers.Where(answer => answer.IsCompletedSuccessfully))
        {
            await (await answer).DisposeAsync();
        }

        async Task<BlobSource> FindAsync(ContentSpool spool, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref builds);
            await gate.Task;
            return new FailingSource();
        }
    }

    [TestCase("/image/{0}/v1.12.0/..%2f..%2f..%2fetc%2fpasswd", ExpectedResult = 404)]
    [TestCase("/image/..%2f..%2fetc/v1.12.0/kernel-amd64", ExpectedResult = 404)]
    [TestCase("/schematics/..%2f..%2fetc%2fpasswd", ExpectedResult = 404)]
    [TestCase("/talosctl/v1.12.0/%2e%2e", ExpectedResult = 404)]
    [TestCase("/v2/installer/{0}/manifests/..%5c..%5cx", ExpectedResult = 404)]
    [TestCase("/v2/installer/{0}/blobs/sha256:../../x", ExpectedResult = 404)]
    public async Task<int> Leads_nowhere_else(string path)
    {
        using var answer = await _server.Http.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Empty));
        return (int)answer.StatusCode;
    }

    [Test]
    public async Task Asks_for_credentials_and_keeps_schematics_to_their_owners()
    {
        // bcrypt of "secret", made with htpasswd of apache2-utils.
        var hash = Encoding.ASCII.GetString(ForeignToolOutput("htpasswd", "-nbBC", "4", "alice", "secret")).Trim()
            + "\n" + Encoding.ASCII.GetString(ForeignToolOutput("htpasswd", "-nbBC", "4", "bob", "other")).Trim() + "\n";
        var file = _folder.WriteFile("htpasswd", Encoding.ASCII.GetBytes(hash));
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, _folder["owners"], $"authentication: {{enabled: true, htpasswdPath: {file}}}", usesRegistry: false);

        using var anonymous = await server.Http.PostAsync("/schematics", new StringContent("{}"));
        using var wrong = await SendAsync(server, HttpMethod.Post, "/schematics", "alice:wrong", "{}");
        using var created = await SendAsync(server, HttpMethod.Post, "/schematics", "alice:secret", "{}");
        var id = System.Text.Json.JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        using var own = await SendAsync(server, HttpMethod.Get, $"/schematics/{id}", "alice:secret");
        using var foreign = await SendAsync(server, HttpMethod.Get, $"/schematics/{id}", "bob:other");
        using var image = await SendAsync(server, HttpMethod.Get, $"/image/{id}/v1.12.0/cmdline-metal-amd64", "bob:other");
        using var page = await SendAsync(server, HttpMethod.Get, "/?target=metal&version=1.12.0&arch=amd64&extensions=-&cmdline-set=1", "alice:secret");
        using var health = await server.Http.GetAsync("/healthz");
        using var list = await server.Http.GetAsync("/versions");

        Assert.Multiple(async () =>
        {
            Assert.That((int)anonymous.StatusCode, Is.EqualTo(401));
            Assert.That(anonymous.Headers.WwwAuthenticate.ToString(), Is.EqualTo("Basic realm=\"Image Factory Enterprise\", charset=\"UTF-8\""));
            Assert.That((int)wrong.StatusCode, Is.EqualTo(401));
            Assert.That((int)created.StatusCode, Is.EqualTo(201));
            Assert.That(await own.Content.ReadAsStringAsync(), Is.EqualTo("owner: alice\ncustomization: {}\n"));
            Assert.That(await page.Content.ReadAsStringAsync(), Does.Contain($">{id}<").And.Contain("owner: alice&#xA;customization: {}"));
            Assert.That(((int)foreign.StatusCode, (int)image.StatusCode), Is.EqualTo((403, 403)));
            Assert.That(((int)health.StatusCode, (int)list.StatusCode), Is.EqualTo((200, 200)), "these are public");
        });
    }

    [Test]
    public async Task Builds_at_the_start_what_belongs_to_a_user()
    {
        var file = _folder.WriteFile("users", ForeignToolOutput("htpasswd", "-nbBC", "4", "alice", "secret"));
        var folder = _folder["prewarm"];
        string id;
        await using (var server = FactoryServer.Start(FactoryLab.Registry, folder, $"authentication: {{enabled: true, htpasswdPath: {file}}}", usesRegistry: false))
        {
            using var created = await SendAsync(server, HttpMethod.Post, "/schematics", "alice:secret", "{}");
            id = System.Text.Json.JsonDocument.Parse(await created.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        }

        await using var later = FactoryServer.Start(
            FactoryLab.Registry, folder, $"authentication: {{enabled: true, htpasswdPath: {file}}}\nbuild: {{preWarm: [{id}/v1.12.0/cmdline-metal-amd64]}}", usesRegistry: false);

        var assets = Path.Combine(folder, "store", "assets");
        Assert.That(() => Directory.GetFiles(assets, "*", SearchOption.AllDirectories), Is.Not.Empty.After(30_000, 100));
    }

    [Test]
    public async Task Counts_under_upstreams_names()
    {
        await _server.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative));
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"http://{_server.MetricsAddress}/metrics"));

        Assert.That(page, Does.Contain("image_factory_assets_built_total{arch=\"amd64\",output_kind=\"kernel\",talos_version=\"1.12.0\"} 1\n")
            .Or.Contain("image_factory_assets_delivered_cached_total{arch=\"amd64\",output_kind=\"kernel\",talos_version=\"1.12.0\"}"));
        Assert.That(page, Does.Contain("# TYPE image_factory_assets_build_latency_seconds histogram\n").And.Contain("image_factory_schematic_cache_size "));
    }

    static byte[] ForeignToolOutput(string tool, params string[] arguments) => ForeignTool.Run(tool, arguments).OutputBytes;

    async Task<HttpResponseMessage> SendAsync(string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change(request);
        return await _server.Http.SendAsync(request);
    }

    sealed class FailingSource : BlobSource
    {
        public override long Length => 1000;

        protected override void ReadCore(long offset, Span<byte> destination) => throw new IOException("The disk is gone.");
    }

    static async Task<HttpResponseMessage> SendAsync(FactoryServer server, HttpMethod method, string path, string credentials, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        return await server.Http.SendAsync(request);
    }
}
