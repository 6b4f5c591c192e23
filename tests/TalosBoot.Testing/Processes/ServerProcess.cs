using System.Diagnostics;
using System.Net.Sockets;

namespace TalosBoot.Testing.Processes;

/// <summary>A foreign program that listens on a port of loopback, for the time of a test.</summary>
public sealed class ServerProcess : IDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    readonly Process _process;
    readonly Task _output;

    ServerProcess(Process process, int port)
    {
        (_process, Port) = (process, port);
        _output = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(Stream.Null), process.StandardError.BaseStream.CopyToAsync(Stream.Null));
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    /// <summary>Starts it, and waits until it listens. One that does not is ended.</summary>
    /// <param name="port">The port, which its arguments or its configuration tell it.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ServerProcess Start(int port, string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OTEL_TRACES_EXPORTER"] = "none"; // What has spans would send them to somebody.
        var server = new ServerProcess(Process.Start(start)!, port);
        try
        {
            server.WaitUntilItListens();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _output.Wait();
        _process.Dispose();
    }

    void WaitUntilItListens()
    {
        for (var waited = Stopwatch.StartNew(); ; Thread.Sleep(20))
        {
            try
            {
                using var probe = new TcpClient("127.0.0.1", Port);
                return;
            }
            catch (SocketException) when (waited.Elapsed < StartTimeout && !_process.HasExited)
            {
                // It is still starting.
            }
        }
    }
}
