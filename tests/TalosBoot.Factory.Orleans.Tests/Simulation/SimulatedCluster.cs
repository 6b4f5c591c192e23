using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans.Tests.Simulation;

/// <summary>Silos of Orleans in this process, whose replicas only pretend to build.</summary>
internal sealed class SimulatedCluster : IAsyncDisposable
{
    readonly InProcessTestCluster _cluster;

    SimulatedCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public SharedStore Store { get; private init; } = new();

    public IReadOnlyList<InProcessSiloHandle> Silos => _cluster.Silos;

    public static async Task<SimulatedCluster> StartAsync(short silos, int slots, TimeSpan duration)
    {
        var store = new SharedStore();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IBuildService>(_ => new SimulatedBuilds(store, slots, duration));
            silo.Configure<ClusterMembershipOptions>(membership => membership.ProbeTimeout = TimeSpan.FromSeconds(1));
            silo.AddImageFactoryBuilds();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new SimulatedCluster(cluster) { Store = store };
    }

    public static BuildOrder Order(int number, string client = "")
    {
        var identity = Digest.Sha256(Encoding.ASCII.GetBytes($"asset {number}"));
        return new BuildOrder(identity, "schematic", "v1.12.0", $"asset-{number}", string.Empty, client);
    }

    public IBuildCluster ClusterOf(int silo) => Silos[silo].ServiceProvider.GetRequiredService<IBuildCluster>();

    public SimulatedBuilds BuildsOf(int silo) => (SimulatedBuilds)Silos[silo].ServiceProvider.GetRequiredService<IBuildService>();

    public Task KillAsync(int silo)
    {
        BuildsOf(silo).IsDead = true;
        return _cluster.KillSiloAsync(Silos[silo]);
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();
}
