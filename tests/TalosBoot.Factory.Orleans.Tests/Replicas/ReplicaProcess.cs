using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>A replica: the sample host as a process, which may be killed, or asked to end, and started again.</summary>
internal sealed partial class ReplicaProcess(string configuration, Uri address) : IDisposable
{
    readonly ConcurrentQueue<string> _lines = new();
    Process? _process;

    /// <summary>Each request has a connection of its own, as behind a load balancer that keeps none.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, AllowAutoRedirect = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromMinutes(5),
    };

    /// <summary>The identities of the assets that were built here, of all processes so far.</summary>
    public IReadOnlyList<string> Built => [.. _lines.Select(line => BuiltLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    /// <summary>Everything that it said, for messages of failures.</summary>
    public string Log => string.Join('\n', _lines);

    public async Task StartAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "TalosBoot.Samples.Factory.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", [program, "--config", configuration, "--log-level", "info"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        foreach (var stream in new[] { _process.StandardOutput, _process.StandardError })
        {
            _ = ReadAsync(stream);
        }

        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
        {
            Assert.That(_process.HasExited, Is.False, Log);
            try
            {
                using var answer = await Http.GetAsync(new Uri("/healthz", UriKind.Relative));
                return;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }

        Assert.Fail($"The replica did not start.\n{Log}");
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await LeaveAsync();
    }

    /// <summary>Asks it to end, as service managers do, and waits until it has.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await LeaveAsync();
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

    async Task LeaveAsync()
    {
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
        }
    }

    [GeneratedRegex("Asset ([0-9a-f]{64}) \\(.*\\) built")]
    private static partial Regex BuiltLine();
}
