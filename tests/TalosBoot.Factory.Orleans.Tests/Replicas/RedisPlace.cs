using TalosBoot.Testing;
using TalosBoot.Testing.Processes;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>Debian's redis-server, in memory alone.</summary>
internal sealed class RedisPlace : IMeetingPlace
{
    readonly ServerProcess _server;

    RedisPlace(ServerProcess server) => _server = server;

    public string Configuration => $"redis: \"127.0.0.1:{_server.Port}\"";

    public int Port => _server.Port;

    public static RedisPlace Start()
    {
        ForeignTool.Require("redis-server");
        var port = LoopbackPort.Free();
        return new RedisPlace(ServerProcess.Start(port, "redis-server", "--port", $"{port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no"));
    }

    public void Dispose() => _server.Dispose();
}
