using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Cluster;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Cluster;

/// <summary>What a service does with the decisions of a cluster.</summary>
[TestFixture]
internal sealed class BuildClusterTests
{
    TemporaryFolder _folder = null!;
    ScriptedCluster _cluster = null!;
    FactoryServer _server = null!;
    string _schematic = null!;

    [SetUp]
    public async Task StartAsync()
    {
        (_folder, _cluster) = (new TemporaryFolder(), new ScriptedCluster());
        _server = FactoryServer.Start(
            FactoryLab.Registry, _folder.Path, usesRegistry: false, addServices: services => services.AddSingleton<IBuildCluster>(_cluster));
        _schematic = await _server.CreateSchematicAsync("customization: {extraKernelArgs: [cluster]}");
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

        _folder.Dispose();
    }

    [Test]
    public async Task Is_asked_once_and_chosen_without_waiting_for_itself()
    {
        _cluster.Answer = order => _server.Services.GetRequiredService<IBuildService>().BuildAsync(order);

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => GetAsync("cmdline-metal-amd64")));
        Assert.That(answers.Select(answer => answer.Status), Is.All.EqualTo(200));
        Assert.That(answers.Select(answer => answer.Text), Is.All.Contains("cluster"));
        Assert.That(_cluster.Orders, Has.Count.EqualTo(1));
        Assert.That(_cluster.Orders.Single(), Has.Property("Schematic").EqualTo(_schematic).And.Property("Path").EqualTo("cmdline-metal-amd64"));
    }

    /// <summary>The service looked before another one had stored the asset, and is chosen for an order that came late.</summary>
    [Test]
    public async Task Chosen_late_does_not_build_what_another_service_has_stored_meanwhile()
    {
        _cluster.Answer = async order =>
        {
            var store = _server.Services.GetRequiredService<FolderAssetStore>();
            var content = BlobSource.FromBytes("from another service"u8.ToArray());
            using (var writer = store.Begin(order.Identity, content.Length))
            {
                await writer.CopyAsync(content, _ => { }, CancellationToken.None);
                writer.Commit(DateTime.UnixEpoch);
            }

            return await _server.Services.GetRequiredService<IBuildService>().BuildAsync(order);
        };

        Assert.That(await GetAsync("cmdline-metal-amd64"), Is.EqualTo((200, "from another service")));
    }

    /// <summary>The wait for another service is no part of the time that a build may take.</summary>
    [Test]
    public async Task Chosen_late_has_all_of_its_time()
    {
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, _folder["late"], "build: {timeLimit: 5s}", usesRegistry: false,
            addServices: services => services.AddSingleton<IBuildCluster>(_cluster));
        Task<HttpResponseMessage> GetAsync(string schematic) => server.Http.GetAsync(new Uri($"/image/{schematic}/v1.12.0/cmdline-metal-amd64", UriKind.Relative));
        var (early, late) = (await server.CreateSchematicAsync("{}"), await server.CreateSchematicAsync("customization: {extraKernelArgs: [late]}"));
        using var first = await GetAsync(early); // What the build needs is there then.
        Assert.That((int)first.StatusCode, Is.EqualTo(200));
        _cluster.Answer = async order =>
        {
            await Task.Delay(TimeSpan.FromSeconds(6));
            return await server.Services.GetRequiredService<IBuildService>().BuildAsync(order);
        };

        using var second = await GetAsync(late);

        Assert.That((int)second.StatusCode, Is.EqualTo(200), await second.Content.ReadAsStringAsync());
    }

    [TestCase(BuildResult.Stored)]
    [TestCase(BuildResult.Misdirected)]
    public async Task Builds_what_no_store_has_after_all(BuildResult result)
    {
        _cluster.Answer = _ => Task.FromResult(new BuildOutcome(result));
        Assert.That((await GetAsync("cmdline-metal-amd64")).Status, Is.EqualTo(200));
    }

    [TestCase(400, "a board that is not there", 400)]
    [TestCase(503, "too many wait", 503)]
    [TestCase(500, "internal server error", 500)]
    public async Task Tells_clients_the_failure_of_another_service(int status, string message, int told)
    {
        _cluster.Answer = _ => Task.FromResult(new BuildOutcome(BuildResult.Failed, status, message));
        Assert.That((await GetAsync("cmdline-metal-amd64")).Status, Is.EqualTo(told));
    }

    [Test]
    public async Task Does_not_build_what_is_another_asset_here()
    {
        var builds = _server.Services.GetRequiredService<IBuildService>();
        var order = new BuildOrder(Digest.Sha256("elsewhere"u8), _schematic, "v1.12.0", "cmdline-metal-amd64", string.Empty, string.Empty);
        Assert.That(await builds.BuildAsync(order), Is.EqualTo(new BuildOutcome(BuildResult.Misdirected)));
    }

    [Test]
    public async Task Tells_the_cluster_why_it_cannot_build()
    {
        var builds = _server.Services.GetRequiredService<IBuildService>();
        var order = new BuildOrder(Digest.Sha256("elsewhere"u8), new string('0', 64), "v1.12.0", "cmdline-metal-amd64", string.Empty, string.Empty);
        var outcome = await builds.BuildAsync(order);
        Assert.That((outcome.Result, outcome.Status), Is.EqualTo((BuildResult.Failed, 404)));
        Assert.That(builds.FreeSlots, Is.EqualTo(6));
    }

    [Test]
    public async Task Orders_installer_images_too()
    {
        _cluster.Answer = order => _server.Services.GetRequiredService<IBuildService>().BuildAsync(order);
        using var answer = await _server.Http.GetAsync(new Uri($"/v2/metal-installer/{_schematic}/manifests/v1.12.0", UriKind.Relative));
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), await answer.Content.ReadAsStringAsync());
        Assert.That(_cluster.Orders.Select(order => order.Path), Is.EqualTo(["v2/metal-installer"]));
    }

    async Task<(int Status, string Text)> GetAsync(string file)
    {
        using var answer = await _server.Http.GetAsync(new Uri($"/image/{_schematic}/v1.12.0/{file}", UriKind.Relative));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
