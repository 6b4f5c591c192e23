using System.Diagnostics;
using System.Net.Sockets;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>A program that listens on a port of loopback, for the time of a test.</summary>
internal sealed class ServerProcess : IDisposable
{
    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    readonly Process _process;

    ServerProcess(Process process, int port)
    {
        (_process, Port) = (process, port);
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    public int Port { get; }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(int port, string program, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var server = new ServerProcess(Process.Start(start)!, port);
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(20))
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return server;
            }
            catch (SocketException) when (waited.Elapsed < StartTimeout && !server._process.HasExited)
            {
                // It is still starting.
            }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
