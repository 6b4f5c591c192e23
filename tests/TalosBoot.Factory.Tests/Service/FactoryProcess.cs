using System.Diagnostics;
using System.Text;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>The sample host as a process of its own, which may be killed and started again on the same store.</summary>
internal sealed class FactoryProcess : IDisposable
{
    readonly string _configuration;
    readonly IReadOnlyDictionary<string, string> _environment;
    Process? _process;

    /// <summary>Writes the configuration of a service. It is not started.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="more">YAML of further sections.</param>
    /// <param name="environment">Variables of its environment.</param>
    public FactoryProcess(TemporaryFolder folder, string more = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var port = LoopbackPort.Free();
        (Store, _environment) = (folder["store"], environment ?? new Dictionary<string, string>());
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        _configuration = folder.WriteFile("host.yaml", Encoding.UTF8.GetBytes($$$"""
            http: {httpListenAddr: "127.0.0.1:{{{port}}}", externalURL: "http://127.0.0.1:{{{port}}}/"}
            metrics: {addr: ""}
            containerSignature: {disabled: true}
            artifacts: {core: {registry: "{{{FactoryLab.Registry}}}", insecure: true}}
            storage: {folder: "{{{Store}}}"}
            {{{more}}}
            """));
    }

    public string Store { get; }

    public HttpClient Http { get; }

    public int Id => _process!.Id;

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "TalosBoot.Samples.Factory.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--config", _configuration, "--log-level", "fatal"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var errors = _process.StandardError.ReadToEndAsync();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
        {
            if (_process.HasExited)
            {
                Assert.Fail(await errors);
            }

            try
            {
                using var answer = await Http.GetAsync("/healthz");
                return;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }

        throw new TimeoutException("The service did not start.");
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task<string> CreateSchematicAsync(string text)
    {
        using var answer = await Http.PostAsync("/schematics", new StringContent(text));
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
    }

    public void Dispose()
    {
        Http.Dispose();
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
