using Microsoft.Extensions.DependencyInjection;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans;

/// <summary>Adds the builds of an Image Factory to a silo.</summary>
public static class OrleansSiloBuilderExtensions
{
    /// <summary>Has the silos of a cluster build each asset of their Image Factories once. How the silos find each other is up to the application.</summary>
    /// <param name="silo">The silo, in whose application <c>AddImageFactory</c> adds the Image Factory.</param>
    /// <returns>The silo.</returns>
    public static ISiloBuilder AddImageFactoryBuilds(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
#pragma warning disable ORLEANSEXP003 // Marked as experimental. The usual directory may place an asset twice while a replica comes or goes.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.AddPlacementDirector<FreeSlotsPlacement, FreeSlotsDirector>();
        silo.AddGrainService<BuildSlots>();
        silo.Services.AddSingleton<IBuildCluster, OrleansBuildCluster>();
        return silo;
    }
}
