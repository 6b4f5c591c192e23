using System.Text.RegularExpressions;
using TalosBoot.Testing.Processes;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>A replica: the sample host as a process, which tells what it builds.</summary>
internal sealed partial class ReplicaProcess(string configuration, Uri address) : IDisposable
{
    // Each request has a connection of its own, as behind a load balancer that keeps none.
    readonly FactoryHostProcess _host = new(
        configuration,
        new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero, AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) },
        "info");

    public HttpClient Http => _host.Http;

    /// <summary>The identities of the assets that were built here, of all processes so far.</summary>
    public IReadOnlyList<string> Built =>
        [.. _host.Lines.Select(line => BuiltLine().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value)];

    /// <summary>Everything that it said, for messages of failures.</summary>
    public string Log => _host.Log;

    public Task StartAsync() => _host.StartAsync();

    public Task KillAsync() => _host.KillAsync();

    public Task StopAsync() => _host.StopAsync();

    public void Dispose() => _host.Dispose();

    [GeneratedRegex("Asset ([0-9a-f]{64}) \\(.*\\) built")]
    private static partial Regex BuiltLine();
}
