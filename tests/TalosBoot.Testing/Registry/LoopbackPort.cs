using System.Net;
using System.Net.Sockets;

namespace TalosBoot.Testing.Registry;

/// <summary>
/// Ports for programs that must be told theirs. They lie below those that the system gives to listeners without one, so that no other test gets the
/// same between the choice and the program's start.
/// </summary>
public static class LoopbackPort
{
    const int First = 20_000;
    const int Count = 10_000;

    static int Latest = Environment.ProcessId * 131;

    /// <summary>A port that nobody listens on at the moment.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref Latest) % Count);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}
