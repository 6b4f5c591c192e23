using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Http;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>Heads of requests and answers, and what is delivered.</summary>
[TestFixture]
internal sealed class DeliveryTests
{
    TemporaryFolder _folder = null!;
    FactoryServer _server = null!;
    string _schematic = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        _server = FactoryServer.Start(FactoryLab.Registry, _folder["server"], usesRegistry: false);
        _schematic = await _server.CreateSchematicAsync("{}");
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

    [TestCase("GET /healthz", "X-Request-Id: \u00e9", "200 OK")]
    [TestCase("GET /healthz", "X-Request-Id: a\tb", "200 OK")]
    [TestCase("OPTIONS /versions", "Origin: https://a.example\r\nAccess-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: \u00a0cache-control", "204 No Content")]
    public async Task Answers_whatever_a_header_holds(string request, string headers, string expected)
    {
        var answer = await ExchangeAsync($"{request} HTTP/1.1\r\nHost: x\r\n{headers}\r\nConnection: close\r\n\r\n");
        Assert.That(answer, Does.StartWith($"HTTP/1.1 {expected}\r\n"));
    }

    [Test]
    public async Task Calls_a_request_as_the_client_does()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { { "X-Request-Id", "abc def <>" } } };
        using var answer = await _server.Http.SendAsync(request);
        Assert.That(answer.Headers.GetValues("X-Request-Id"), Is.EqualTo(["abc def <>"]));
    }

    [Test]
    public void Redirects_below_the_path_of_the_application()
    {
        var context = new DefaultHttpContext { Request = { Method = "GET", PathBase = "/factory" } };
        Answers.WriteRedirectAsync(context, "/versions", "a=%20\u0001b");
        Assert.That(context.Response.Headers.Location.ToString(), Is.EqualTo("/factory/versions?a=%20%01b"));
    }

    [Test]
    public async Task Builds_for_HEAD_too()
    {
        var path = $"/image/{_schematic}/v1.12.0/initramfs-arm64.xz";
        using var head = await _server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        using var get = await _server.Http.GetAsync(path);
        Assert.That((int)head.StatusCode, Is.EqualTo(200));
        Assert.That(head.Content.Headers.ContentLength, Is.GreaterThan(0).And.EqualTo(get.Content.Headers.ContentLength));
    }

    [Test]
    public async Task Gives_one_signature_of_an_asset()
    {
        var path = $"/image/{_schematic}/v1.12.0/kernel-arm64.sigstore.json";
        var first = await _server.Http.GetByteArrayAsync(path);
        using var head = await _server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.That(head.Content.Headers.ContentLength, Is.EqualTo(first.Length));
        Assert.That(await _server.Http.GetByteArrayAsync(path), Is.EqualTo(first));
    }

    [Test]
    public async Task Counts_the_bytes_that_are_sent()
    {
        var path = $"/image/{_schematic}/v1.11.2/kernel-arm64";
        await _server.Http.GetByteArrayAsync(path);
        using var part = await SendAsync(path, request => request.Headers.Range = new RangeHeaderValue(0, 99));
        using var same = await SendAsync(path, request => request.Headers.IfNoneMatch.Add(part.Headers.ETag!));
        Assert.That(((int)part.StatusCode, (int)same.StatusCode), Is.EqualTo((206, 304)));

        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"http://{_server.MetricsAddress}/metrics"));
        Assert.That(page, Does.Contain("image_factory_assets_cached_bytes_total{arch=\"arm64\",output_kind=\"kernel\",talos_version=\"1.11.2\"} 100\n"));
    }

    [Test]
    public async Task Compares_tags_strongly_where_a_write_would_depend_on_it()
    {
        var path = $"/image/{_schematic}/v1.12.0/cmdline-metal-amd64";
        var tag = (await _server.Http.GetAsync(path)).Headers.ETag!.Tag;
        using var strong = await SendAsync(path, request => request.Headers.IfMatch.ParseAdd(tag));
        using var weak = await SendAsync(path, request => request.Headers.IfMatch.ParseAdd("W/" + tag));
        using var unchanged = await SendAsync(path, request => request.Headers.IfNoneMatch.ParseAdd("W/" + tag));
        Assert.That(((int)strong.StatusCode, (int)weak.StatusCode, (int)unchanged.StatusCode), Is.EqualTo((200, 412, 304)));
    }

    [Test]
    public async Task Gives_manifests_as_manifests_alone_and_blobs_whose_dates_hold()
    {
        var image = $"/v2/installer/{_schematic}";
        using var index = await ReadAsync($"{image}/manifests/v1.12.0");
        var platform = index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString();
        using var manifest = await ReadAsync($"{image}/manifests/{platform}");
        var layer = manifest.RootElement.GetProperty("layers")[0].GetProperty("digest").GetString();
        foreach (var digest in new[] { layer, manifest.RootElement.GetProperty("config").GetProperty("digest").GetString() })
        {
            using var refused = await _server.Http.GetAsync($"{image}/manifests/{digest}");
            Assert.That((int)refused.StatusCode, Is.EqualTo(404));
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("MANIFEST_UNKNOWN"));
        }

        var blob = $"{image}/blobs/{layer}";
        using var head = await _server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, blob));
        var modified = head.Content.Headers.LastModified!.Value;
        using var unmodified = await SendAsync(blob, request => request.Headers.IfUnmodifiedSince = modified);
        using var unchanged = await SendAsync(blob, request => request.Headers.IfModifiedSince = modified);
        using var rest = await SendAsync(blob, request =>
        {
            request.Headers.Range = new RangeHeaderValue(5, null);
            request.Headers.IfRange = new RangeConditionHeaderValue(modified);
        });
        Assert.That(((int)unmodified.StatusCode, (int)unchanged.StatusCode, (int)rest.StatusCode), Is.EqualTo((200, 304, 206)));
    }

    [TestCase(true, ExpectedResult = 200)]
    [TestCase(false, ExpectedResult = 500)]
    public async Task<int> Builds_without_a_bucket_that_fails(bool isBucket)
    {
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, _folder[$"bucket{isBucket}"], usesRegistry: false,
            addServices: services => services.AddSingleton<IAssetStore>(isBucket ? new FailingBucket() : new FailingStore()));
        var id = await server.CreateSchematicAsync("{}");
        using var answer = await server.Http.GetAsync($"/image/{id}/v1.12.0/cmdline-metal-amd64");
        return (int)answer.StatusCode;
    }

    [Test]
    public async Task Puts_the_password_of_a_request_into_the_addresses_of_its_script()
    {
        // bcrypt, made with htpasswd of apache2-utils.
        var line = ForeignTool.Run("htpasswd", "-nbBC", "4", "al/ice", "s@c:r et!").Output.Trim();
        var file = _folder.WriteFile("htpasswd", Encoding.ASCII.GetBytes(line + "\n"));
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, _folder["pxe"],
            $"authentication: {{enabled: true, htpasswdPath: {file}}}\nhttp: {{externalURL: 'https://factory.example/x/'}}", usesRegistry: false);
        server.Http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String("al/ice:s@c:r et!"u8));
        var id = await server.CreateSchematicAsync("{}");

        for (var time = 0; time < 2; time++)
        {
            using var answer = await server.Http.GetAsync($"/pxe/{id}/v1.12.0/metal-amd64");
            var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
            var folder = $"https://al%2Fice:s%40c%3Ar%20et%21@factory.example/x/image/{id}/v1.12.0";
            Assert.That(lines[3], Does.StartWith($"kernel {folder}/kernel-amd64 "));
            Assert.That(lines[4], Is.EqualTo($"initrd {folder}/initramfs-amd64.xz"));
            Assert.That(answer.Headers.CacheControl!.NoStore, Is.True);
        }
    }

    async Task<JsonDocument> ReadAsync(string path) => JsonDocument.Parse(await _server.Http.GetStringAsync(path));

    async Task<HttpResponseMessage> SendAsync(string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change(request);
        return await _server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    async Task<string> ExchangeAsync(string request)
    {
        using var socket = new TcpClient("127.0.0.1", int.Parse(_server.Address.Split(':')[1], CultureInfo.InvariantCulture));
        await socket.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(socket.GetStream());
        return await reader.ReadToEndAsync();
    }

    class FailingStore : IAssetStore
    {
        public Task<StoredAsset?> FindAsync(Digest identity, CancellationToken cancellationToken = default) =>
            Task.FromException<StoredAsset?>(new TaskCanceledException("The store did not answer in time."));

        public Task PutAsync(Digest identity, BlobSource content, CancellationToken cancellationToken = default) => Task.FromException(new IOException("The store is gone."));
    }

    sealed class FailingBucket : FailingStore, IRedirectingAssetStore
    {
        public Task<Uri?> FindAddressAsync(Digest identity, string fileName, string mediaType, CancellationToken cancellationToken = default) =>
            Task.FromException<Uri?>(new TaskCanceledException("The store did not answer in time."));
    }
}
