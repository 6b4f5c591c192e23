using System.Net;
using System.Net.Sockets;

namespace TalosBoot.Testing.Registry;

/// <summary>Names that lead to ports on loopback, for registries that must not look like loopback. Other names lead nowhere.</summary>
public static class NamedHosts
{
    public static Func<HttpMessageHandler> Handler(params (string Name, int Port)[] hosts) => () => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var known = hosts.Where(host => host.Name == context.DnsEndPoint.Host).ToArray();
            var port = known.Length > 0 ? known[0].Port : context.DnsEndPoint.Host == "127.0.0.1" ? context.DnsEndPoint.Port : 1;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    };
}
