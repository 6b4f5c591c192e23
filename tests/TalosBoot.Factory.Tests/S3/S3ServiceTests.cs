using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using TalosBoot.Factory.Tests.Service;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.S3;

/// <summary>The sample host with upstream's configuration keys of a bucket, on a real S3 server.</summary>
[TestFixture]
internal sealed class S3ServiceTests
{
    const string Bucket = "image-factory";

    static readonly Dictionary<string, string> Credentials = new() { ["CF_ACCESS_KEY"] = "test:tester", ["CF_SECRET_KEY"] = "testing" };

    readonly TemporaryFolder _folder = new();
    readonly List<TemporaryFolder> _stores = [];
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    SwiftServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await SwiftServer.StartAsync(_folder["swift"], Bucket);

    [OneTimeTearDown]
    public void Stop()
    {
        _http.Dispose();
        _server?.Dispose();
        _stores.ForEach(store => store.Dispose());
        _folder.Dispose();
    }

    [Test]
    public async Task Builds_once_and_then_sends_clients_away()
    {
        using var process = await StartServiceAsync();
        var path = await CreateAsync(process, "s3", "cmdline-metal-amd64");
        var built = await process.Http.GetStringAsync(path);
        Assert.That(await WaitForRedirectAsync(process, path), Does.StartWith($"http://{_server.Endpoint}/{Bucket}/assets/"));

        var fetched = ForeignTool.Run("curl", "--silent", "--fail", "--location", $"{Public(process, path)}?filename=a%20b");
        Assert.That(fetched.Output, Is.EqualTo(built));

        using var head = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Public(process, path)));
        using var direct = await process.Http.GetAsync(path);
        Assert.That(((int)head.StatusCode, (int)direct.StatusCode), Is.EqualTo((200, 200)), "HEAD, and requests under the name of PXE scripts, are answered here.");
        Assert.That(direct.RequestMessage!.RequestUri!.Authority, Is.EqualTo(process.Http.BaseAddress!.Authority));
    }

    [Test]
    public async Task Sends_clients_to_the_delivery_network_of_the_configuration()
    {
        using var process = await StartServiceAsync($"cdn: {{enabled: true, host: cdn.example, trimPrefix: /{Bucket}}}");
        var path = await CreateAsync(process, "cdn", "cmdline-metal-amd64");
        await process.Http.GetStringAsync(path);

        Assert.That(await WaitForRedirectAsync(process, path), Does.StartWith("https://cdn.example/assets/").And.Contain("X-Amz-Signature="));
    }

    [Test]
    public async Task Sends_nobody_away_where_passwords_are_asked()
    {
        var password = ForeignTool.Run("htpasswd", "-nbBC", "4", "alice", "secret").Output.Trim();
        var file = _folder.WriteFile("htpasswd", Encoding.ASCII.GetBytes(password + "\n"));
        using var process = await StartServiceAsync(sections: $"authentication: {{enabled: true, htpasswdPath: '{file}'}}");
        var login = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("alice:secret"u8));
        process.Http.DefaultRequestHeaders.Authorization = login;
        var path = await CreateAsync(process, "private", "cmdline-metal-amd64");
        using var client = _server.CreateClient();
        var before = await CountObjectsAsync(client);
        await process.Http.GetStringAsync(path);
        await WaitAsync(async () => await CountObjectsAsync(client) > before);

        using var request = new HttpRequestMessage(HttpMethod.Get, Public(process, path)) { Headers = { Authorization = login } };
        using var answer = await _http.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Builds_anew_what_was_killed_while_it_was_uploaded()
    {
        using var client = _server.CreateClient();
        using var process = await StartServiceAsync();
        var path = await CreateAsync(process, "killed", "metal-amd64.iso");
        var built = await process.Http.GetByteArrayAsync(path);
        await WaitAsync(async () => (await FindUploadsAsync(client)).Count > 0);
        await process.KillAsync();

        var cut = await FindUploadsAsync(client);
        Assert.That(cut, Has.Count.EqualTo(1), "The process was killed in the middle.");
        Assert.That(
            async () => await client.GetObjectMetadataAsync(Bucket, cut[0].Key), Throws.InstanceOf<AmazonS3Exception>(), "There is no part of an asset.");

        // A service under the same address, on the same bucket and with nothing of its own.
        Directory.Delete(process.Store, recursive: true);
        await process.StartAsync();
        Assert.That(await CreateAsync(process, "killed", "metal-amd64.iso"), Is.EqualTo(path));
        Assert.That(await process.Http.GetByteArrayAsync(path), Is.EqualTo(built));
        await WaitForRedirectAsync(process, path);
        var file = _folder["fetched.iso"];
        ForeignTool.Run("curl", "--silent", "--fail", "--location", "--output", file, Public(process, path));
        Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(built));
        await client.AbortMultipartUploadAsync(Bucket, cut[0].Key, cut[0].UploadId);
    }

    /// <summary>A service that shares nothing with others but the bucket, the entity tags, and the key they are signed with.</summary>
    async Task<FactoryProcess> StartServiceAsync(string more = "", string sections = "")
    {
        var store = new TemporaryFolder();
        _stores.Add(store);
        var process = new FactoryProcess(
            store, $$"""
            cache:
              oci: {registry: '{{FactoryLab.Registry}}', namespace: image-factory, repository: entity-tags, insecure: true}
              signingKeyPath: '{{RepositoryPaths.Vector("real", "factory", "registry", "cache-key.pem")}}'
              s3: {enabled: true, bucket: {{Bucket}}, endpoint: '{{_server.Endpoint}}', insecure: true}
              {{more}}
            {{sections}}
            """, Credentials);
        await process.StartAsync();
        return process;
    }

    static async Task<Uri> CreateAsync(FactoryProcess process, string argument, string name)
    {
        var id = await process.CreateSchematicAsync($"customization: {{extraKernelArgs: [{argument}]}}");
        return new Uri($"/image/{id}/v1.12.0/{name}", UriKind.Relative);
    }

    /// <summary>An asset under another name than that of PXE scripts.</summary>
    static string Public(FactoryProcess process, Uri path) => $"http://localhost:{process.Http.BaseAddress!.Port}{path}";

    /// <summary>Waits until an asset is in the bucket, which it is put into after it was sent.</summary>
    async Task<string> WaitForRedirectAsync(FactoryProcess process, Uri path)
    {
        var location = string.Empty;
        await WaitAsync(async () =>
        {
            using var answer = await _http.GetAsync(new Uri(Public(process, path)), HttpCompletionOption.ResponseHeadersRead);
            location = answer.Headers.Location?.AbsoluteUri ?? string.Empty;
            return (int)answer.StatusCode == 302;
        });
        return location;
    }

    static async Task WaitAsync(Func<Task<bool>> condition)
    {
        for (var waited = Stopwatch.StartNew(); !await condition(); await Task.Delay(10))
        {
            Assert.That(waited.Elapsed, Is.LessThan(TimeSpan.FromSeconds(60)));
        }
    }

    static async Task<List<MultipartUpload>> FindUploadsAsync(AmazonS3Client client) =>
        (await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket })).MultipartUploads ?? [];

    static async Task<int> CountObjectsAsync(AmazonS3Client client) =>
        (await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket })).S3Objects?.Count ?? 0;
}
