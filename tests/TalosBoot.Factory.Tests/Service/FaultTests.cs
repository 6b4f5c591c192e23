using System.Globalization;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>A registry that is down, slow or lies, and a store that cannot be written: an error, and the next try works.</summary>
[TestFixture]
internal sealed class FaultTests
{
    const string Kernel = "/image/376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba/v1.12.0/kernel-amd64";

    readonly HttpClient _behind = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    TemporaryFolder _folder = null!;
    FaultRegistry _registry = null!;
    FactoryServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();
        _registry = new FaultRegistry().Always("GET", "/v2/", Forward).Always("HEAD", "/v2/", Forward);
        _server = FactoryServer.Start(_registry.Host, _folder["server"], usesRegistry: false);
        await _server.CreateSchematicAsync("{}");
    }

    [TearDown]
    public async Task StopAsync()
    {
        // It is run after a start that was given up, too.
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _server = null!;
        }

        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [OneTimeTearDown]
    public void Disconnect() => _behind.Dispose();

    [Test]
    public async Task Works_again_when_a_registry_that_was_down_is_back()
    {
        _registry.Once("GET", "/v2/siderolabs/imager/tags/list", [.. Enumerable.Repeat(new FaultAnswer(503), 2)]);

        Assert.That((await StatusAsync("/versions"), await StatusAsync("/versions")), Is.EqualTo((500, 200)));
    }

    [Test]
    public async Task Does_not_let_a_slow_registry_hold_up_other_requests()
    {
        using var goOn = new ManualResetEventSlim();
        var isAsked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _registry.Always("GET", "/v2/siderolabs/imager/tags/list", request =>
        {
            isAsked.TrySetResult();
            goOn.Wait(TimeSpan.FromMinutes(1));
            return null;
        });
        var slow = StatusAsync("/versions");
        await isAsked.Task;
        try
        {
            Assert.That(await StatusAsync("/schematics/376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"), Is.EqualTo(200));
            Assert.That(slow.IsCompleted, Is.False, "the registry answers only now");
        }
        finally
        {
            goOn.Set();
        }

        Assert.That(await slow, Is.EqualTo(200));
    }

    [Test]
    public async Task Does_not_believe_a_registry_that_sends_other_bytes()
    {
        _registry.Once("GET", "/v2/siderolabs/extensions/blobs/", FaultAnswer.Text(200, "not what was asked for"));

        Assert.That(
            (await StatusAsync("/version/v1.12.0/extensions/official"), await StatusAsync("/version/v1.12.0/extensions/official")), Is.EqualTo((500, 200)));
    }

    [Test]
    public async Task Asks_no_registry_for_a_program_that_is_stored()
    {
        const string Program = "/talosctl/v1.12.0/talosctl-linux-amd64";
        Assert.That(await StatusAsync(Program), Is.EqualTo(200));
        var before = _registry.Requests.Count;

        Assert.That(await StatusAsync(Program), Is.EqualTo(200));
        Assert.That(_registry.Requests, Has.Count.EqualTo(before));
    }

    [Test]
    public async Task Builds_when_a_version_that_a_list_named_too_early_is_there()
    {
        _registry.Once("GET", "/v2/siderolabs/imager/manifests/v1.12.0", FaultAnswer.Text(404, """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"not yet"}]}"""));
        var first = await StatusAsync(Kernel);

        Assert.That(first, Is.EqualTo(500).Or.EqualTo(404));
        Assert.That(await StatusAsync(Kernel), Is.EqualTo(200));
    }

    [Test]
    public async Task Takes_a_download_up_again_that_the_registry_cut_off()
    {
        var cuts = 0;
        _registry.Always("GET", "/v2/siderolabs/imager/blobs/", request =>
            request["Range"] is null && Forward(request) is { Body.Length: > 1_000_000 } answer && Interlocked.Increment(ref cuts) <= 2 ? answer with { CutAfter = 500_000 } : null);

        var (first, second) = (await StatusAsync(Kernel), await StatusAsync(Kernel));

        Assert.That((first is 200 or 500, second), Is.EqualTo((true, 200)));
        Assert.That(cuts, Is.GreaterThan(0));
    }

    [Test]
    public async Task Says_that_a_store_which_cannot_be_written_failed_and_writes_when_it_can()
    {
        var assets = Path.Combine(_folder["server"], "store", "assets", "partial");
        Directory.Delete(assets, recursive: true);
        File.WriteAllText(assets, "in the way");
        var first = await StatusAsync(Kernel);
        File.Delete(assets);
        Directory.CreateDirectory(assets);

        Assert.That((first, await StatusAsync(Kernel)), Is.EqualTo((500, 200)));
    }

    [Test]
    public async Task Refuses_schematics_when_their_store_is_full()
    {
        await using var server = FactoryServer.Start(_registry.Host, _folder["full"], "storage: {maxSchematicSize: 4096}", usesRegistry: false);
        using var first = await server.Http.PostAsync("/schematics", new StringContent("{}"));
        using var second = await server.Http.PostAsync("/schematics", new StringContent("customization: {extraKernelArgs: [more]}"));
        using var known = await server.Http.PostAsync("/schematics", new StringContent("{}"));

        Assert.That(((int)first.StatusCode, (int)second.StatusCode, (int)known.StatusCode), Is.EqualTo((201, 507, 201)));
    }

    [Test]
    public async Task Counts_a_client_that_leaves_in_the_middle_of_an_asset_as_gone()
    {
        await StatusAsync(Kernel);
        using (var client = new HttpClient { BaseAddress = _server.Http.BaseAddress })
        {
            using var answer = await client.GetAsync(Kernel, HttpCompletionOption.ResponseHeadersRead);
            Assert.That(await CountInFlightAsync(), Is.EqualTo(1));
        }

        Assert.That(async () => await CountInFlightAsync(), Is.Zero.After(10_000, 50));
    }

    async Task<int> CountInFlightAsync()
    {
        using var client = new HttpClient();
        var metrics = await client.GetStringAsync(new Uri($"http://{_server.MetricsAddress}/metrics"));
        return metrics.Split('\n').Where(line => line.StartsWith("http_requests_inflight{handler=\"/image/", StringComparison.Ordinal)).Sum(line => int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    async Task<int> StatusAsync(string path)
    {
        using var answer = await _server.Http.GetAsync(path);
        try
        {
            await answer.Content.ReadAsByteArrayAsync();
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 500; // The answer had begun, and was cut off.
        }
    }

    FaultAnswer? Forward(FaultRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), $"http://{FactoryLab.Registry}{request.Target}");
        foreach (var name in new[] { "Accept", "Range" })
        {
            if (request[name] is { } value)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = _behind.SendAsync(message).GetAwaiter().GetResult();
        var body = answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is "Content-Type" or "Docker-Content-Digest" or "Content-Range" or "Link")
            .Select(header => (header.Key, string.Join(',', header.Value)));
        return new FaultAnswer((int)answer.StatusCode)
        {
            Body = body,
            Headers = [.. headers],
            ClaimedLength = request.Method == "HEAD" ? answer.Content.Headers.ContentLength : null,
        };
    }
}
