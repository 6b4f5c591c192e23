using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Configuration;
using TalosBoot.Factory.Wizard;
using TalosBoot.Samples.Factory;
using TalosBoot.Samples.Signing;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests;

/// <summary>The sample host in this process, as a web server on a port of loopback.</summary>
internal sealed class FactoryServer : IAsyncDisposable
{
    readonly WebApplication _app;

    FactoryServer(WebApplication app, string address, string metricsAddress)
    {
        _app = app;
        (Address, MetricsAddress) = (address, metricsAddress);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://{address}"), Timeout = TimeSpan.FromMinutes(5) };
    }

    public string Address { get; }

    public string MetricsAddress { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server with the configuration of the recordings.</summary>
    /// <param name="registry">The registry of the releases.</param>
    /// <param name="folder">What the server keeps.</param>
    /// <param name="more">YAML that is laid over the configuration.</param>
    /// <param name="usesRegistry">Whether schematics, assets and installer images lie in the registry, as recorded, or in the folder.</param>
    /// <param name="signing">What knows the signing services of the configuration; null for that of the sample.</param>
    /// <param name="addServices">Adds what the sample host has not.</param>
    /// <param name="rehearses">Whether the pages of the wizard are made at the start, which reads lists of the newest release.</param>
    public static FactoryServer Start(
        string registry, string folder, string more = "", bool usesRegistry = true, SigningServices? signing = null, Action<IServiceCollection>? addServices = null,
        bool rehearses = false) =>
        Start(registry, folder, [more], usesRegistry, signing, addServices, rehearses);

    /// <summary>The same with several texts of YAML or JSON, of which later ones count before earlier ones.</summary>
    public static FactoryServer Start(
        string registry, string folder, IReadOnlyList<string> more, bool usesRegistry = true, SigningServices? signing = null,
        Action<IServiceCollection>? addServices = null, bool rehearses = false)
    {
        var (port, metricsPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        var keys = RepositoryPaths.Vector("real", "factory", "setup", "keys");
        var recorded = File.ReadAllText(RepositoryPaths.Vector("real", "factory", "setup", "config.yaml"))
            .Replace("${REGISTRY}", registry, StringComparison.Ordinal).Replace("${KEYS}", keys, StringComparison.Ordinal)
            .Replace("${LISTEN}", $"127.0.0.1:{port}", StringComparison.Ordinal).Replace("${METRICS}", $"127.0.0.1:{metricsPort}", StringComparison.Ordinal);
        if (!usesRegistry)
        {
            recorded = string.Join('\n', recorded.Split('\n').Where(line =>
                !line.Contains("oci: {", StringComparison.Ordinal) && !line.Contains("schematic: {", StringComparison.Ordinal)
                && !line.Contains("installer:", StringComparison.Ordinal) && !line.Contains("internal: {", StringComparison.Ordinal)));
        }

        Directory.CreateDirectory(folder);
        string Write(string name, string text)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text, Encoding.UTF8);
            return path;
        }

        string[] sources = [Write("recorded.yaml", recorded), Write("own.yaml", $"storage:\n  folder: {Path.Combine(folder, "store")}\n"), .. more.Select((text, index) => Write($"more{index}.yaml", text))];
        var app = FactoryHost.Create(ImageFactoryConfiguration.Load(sources, []), LogLevel.Error, signing, services =>
        {
            // A service that stops first finishes copying its last asset into the shared cache; the largest have 12 GB.
            services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(5));
            if (!rehearses)
            {
                services.Remove(services.Single(service => service.ImplementationType == typeof(WizardRehearsal)));
            }

            addServices?.Invoke(services);
        });
        app.StartAsync().GetAwaiter().GetResult();
        return new FactoryServer(app, $"127.0.0.1:{port}", $"127.0.0.1:{metricsPort}");
    }

    public async Task<string> CreateSchematicAsync(string text)
    {
        using var answer = await Http.PostAsync("/schematics", new StringContent(text));
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), body);
        return System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
