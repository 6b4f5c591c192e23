using System.Collections.Concurrent;
using System.Diagnostics;
using NUnit.Framework;

namespace TalosBoot.Testing.Processes;

/// <summary>
/// The sample host of the Image Factory, which lies beside the tests, as a process of its own: it may be killed, or asked to end, and started again.
/// </summary>
/// <param name="configuration">The file of its configuration.</param>
/// <param name="http">Asks it. It is disposed with the process.</param>
/// <param name="logLevel">From which level on it says something.</param>
/// <param name="environment">Variables of its environment; null for none.</param>
/// <param name="program">An assembly beside the tests, and the words that come first; null for the host itself.</param>
/// <param name="launcher">A command that becomes the one behind it, such as <c>unshare</c>; null for none.</param>
public sealed class FactoryHostProcess(
    string configuration, HttpClient http, string logLevel, IReadOnlyDictionary<string, string>? environment = null,
    IReadOnlyList<string>? program = null, IReadOnlyList<string>? launcher = null) : IDisposable
{
    static readonly string[] Host = ["TalosBoot.Samples.Factory.dll"];
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    readonly IReadOnlyList<string> _program = program ?? Host;
    readonly ConcurrentQueue<string> _lines = new();
    Process? _process;

    /// <summary>Asks it.</summary>
    public HttpClient Http => http;

    /// <summary>The number of the process that runs.</summary>
    public int Id => _process!.Id;

    /// <summary>Everything that all processes said so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    /// <summary>The same for messages of failures.</summary>
    public string Log => string.Join('\n', _lines);

    /// <summary>Starts it, and waits until it answers.</summary>
    public async Task StartAsync()
    {
        Launch();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartTimeout; await Task.Delay(50))
        {
            Assert.That(_process!.HasExited, Is.False, Log);
            try
            {
                using var answer = await http.GetAsync(new Uri("/healthz", UriKind.Relative));
                return;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }

        Assert.Fail($"The service did not start.\n{Log}");
    }

    /// <summary>Starts one that cannot serve, and waits until it has ended by itself.</summary>
    public async Task StartInVainAsync()
    {
        Launch();
        await WaitForEndAsync(StartTimeout);
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
        ForeignTool.Run("kill", "-TERM", $"{Id}");
        await LeaveAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public async Task WaitForEndAsync(TimeSpan atMost)
    {
        using var patience = new CancellationTokenSource(atMost);
        try
        {
            await _process!.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The service did not end.\n{Log}");
        }

        await LeaveAsync();
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        http.Dispose();
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }

    void Launch()
    {
        string[] command =
        [
            .. launcher ?? [], "dotnet", Path.Combine(AppContext.BaseDirectory, _program[0]), .. _program.Skip(1),
            "--config", configuration, "--log-level", logLevel,
        ];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        foreach (var stream in new[] { _process.StandardOutput, _process.StandardError })
        {
            _ = ReadAsync(stream);
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
}
