using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Wizard;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>What the service does for the first visitors when it has started.</summary>
[TestFixture]
internal sealed class WizardRehearsalTests
{
    /// <summary>Waits until a server has made each page once.</summary>
    public static Task WaitAsync(FactoryServer server) => server.Services.GetServices<IHostedService>().OfType<WizardRehearsal>().Single().ExecuteTask!;

    [Test]
    public async Task Nothing_fails_and_nothing_is_stored_or_counted()
    {
        using var folder = new TemporaryFolder();
        using var log = new RecordingLogger();
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, folder["server"], usesRegistry: false, addServices: services => Record(services, log), rehearses: true);
        await WaitAsync(server);
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync($"http://{server.MetricsAddress}/metrics");

        using var scope = Assert.EnterMultipleScope();
        Assert.That(log.Messages, Is.Empty);
        foreach (var kind in new[] { "schematics", "assets" })
        {
            var stored = Path.Combine(folder["server"], "store", kind);
            Assert.That(Directory.Exists(stored) ? Directory.GetFiles(stored, "*", SearchOption.AllDirectories) : [], Is.Empty);
        }

        Assert.That(metrics, Does.Contain("image_factory_schematic_create_total 0").And.Not.Match(@"(?m)^(image_factory|http)\S*(_total|_count)(\{.*\})? [1-9]"));
    }

    [Test]
    public async Task A_registry_that_cannot_be_reached_stops_nothing()
    {
        using var folder = new TemporaryFolder();
        using var log = new RecordingLogger();
        await using var server = FactoryServer.Start(
            FactoryLab.Registry, folder["server"], "artifacts: {core: {registry: '127.0.0.1:1', insecure: true}}", usesRegistry: false,
            addServices: services => Record(services, log), rehearses: true);
        await WaitAsync(server);

        Assert.That(log.Messages, Is.Not.Empty.And.All.EqualTo("Warning The versions cannot be read for the wizard."));
        Assert.That(await server.Http.GetStringAsync("/healthz"), Is.Empty);
    }

    static void Record(IServiceCollection services, RecordingLogger log) => services
        .AddSingleton<ILogger<WizardRehearsal>>(new Logger<WizardRehearsal>(log)).AddSingleton<ILogger<ReleaseOffers>>(new Logger<ReleaseOffers>(log));
}
