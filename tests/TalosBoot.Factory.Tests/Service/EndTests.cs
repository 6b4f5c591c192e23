using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>A service that is to end while it builds.</summary>
[TestFixture]
internal sealed class EndTests
{
    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task Waits_for_what_is_not_kept_as_a_file_and_ends_without_a_failure_when_it_takes_too_long()
    {
        await using var server = FactoryServer.Start(FactoryLab.Registry, _folder.Path, usesRegistry: false);
        var library = server.Services.GetRequiredService<AssetLibrary>();
        var gate = new TaskCompletionSource();
        var made = library.MakeAsync(async token =>
        {
            await Task.Delay(Timeout.Infinite, token).ContinueWith(_ => { }, TaskScheduler.Default);
            await gate.Task;
            return 0;
        });
        var lifetime = server.Services.GetServices<IHostedService>().OfType<ImageFactoryLifetime>().Single();

        var ended = library.StopAsync();
        Assert.That(async () => await lifetime.StopAsync(new CancellationToken(canceled: true)), Throws.Nothing);
        Assert.That(ended.IsCompleted, Is.False);
        gate.SetResult();
        await ended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.That(await made, Is.Zero);
    }

    [Test]
    public async Task Unpacks_files_of_images_in_the_turns_of_builds()
    {
        await using var server = FactoryServer.Start(FactoryLab.Registry, _folder.Path, "build: {maxConcurrency: 1, maxQueueLength: 0}", usesRegistry: false);
        var library = server.Services.GetRequiredService<AssetLibrary>();
        var (entered, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = library.GetFileAsync(Digest.Sha256("first"u8), "client", async (_, _) =>
        {
            entered.SetResult();
            await gate.Task;
            return BlobSource.FromText("first");
        }, default);
        await entered.Task;

        using var busy = await server.Http.GetAsync(new Uri("/talosctl/v1.12.0/talosctl-linux-amd64", UriKind.Relative));
        gate.SetResult();
        await (await first).DisposeAsync();

        Assert.That(busy.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(
            async () => (await server.Http.GetAsync(new Uri("/talosctl/v1.12.0/talosctl-linux-amd64", UriKind.Relative))).StatusCode,
            Is.EqualTo(HttpStatusCode.OK).After(10_000, 50));
    }
}
