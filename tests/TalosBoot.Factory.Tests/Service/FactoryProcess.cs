using System.Text;
using TalosBoot.Testing;
using TalosBoot.Testing.Processes;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>The sample host as a process of its own on the registry of the recordings, which may be killed and started again on the same store.</summary>
internal sealed class FactoryProcess : IDisposable
{
    readonly FactoryHostProcess _host;

    /// <summary>Writes the configuration of a service. It is not started.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="more">YAML of further sections.</param>
    /// <param name="environment">Variables of its environment.</param>
    /// <param name="launcher">A command that becomes the service.</param>
    public FactoryProcess(
        TemporaryFolder folder, string more = "", IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? launcher = null)
    {
        var port = LoopbackPort.Free();
        Store = folder["store"];
        var configuration = folder.WriteFile("host.yaml", Encoding.UTF8.GetBytes($$$"""
            http: {httpListenAddr: "127.0.0.1:{{{port}}}", externalURL: "http://127.0.0.1:{{{port}}}/"}
            metrics: {addr: ""}
            containerSignature: {disabled: true}
            artifacts: {core: {registry: "{{{FactoryLab.Registry}}}", insecure: true}}
            storage: {folder: "{{{Store}}}"}
            {{{more}}}
            """));
        _host = new FactoryHostProcess(
            configuration, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) }, "fatal", environment, launcher: launcher);
    }

    public string Store { get; }

    public HttpClient Http => _host.Http;

    public int Id => _host.Id;

    public Task StartAsync() => _host.StartAsync();

    public Task KillAsync() => _host.KillAsync();

    public async Task<string> CreateSchematicAsync(string text)
    {
        using var answer = await Http.PostAsync("/schematics", new StringContent(text));
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    public void Dispose() => _host.Dispose();
}
