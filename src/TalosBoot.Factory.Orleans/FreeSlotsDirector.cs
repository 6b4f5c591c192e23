using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Placement;

namespace TalosBoot.Factory.Orleans;

/// <summary>Asks the replicas how many slots they have free, and chooses one with the most. Which of equals depends on the asset, so that they share the work.</summary>
internal sealed class FreeSlotsDirector(IServiceProvider services) : IPlacementDirector
{
    // What calls replicas needs placement to be there.
    readonly Lazy<BuildSlotsClient> _slots = new(() => ActivatorUtilities.CreateInstance<BuildSlotsClient>(services));

    public async Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var replicas = context.GetCompatibleSilos(target).OrderBy(replica => replica.GetConsistentHashCode()).ToArray();
        if (IPlacementDirector.GetPlacementHint(target.RequestContextData, replicas) is { } hint)
        {
            return hint;
        }

        var free = await Task.WhenAll(replicas.Select(_slots.Value.CountFreeAsync)).ConfigureAwait(false);
        var most = free.Max();
        var best = replicas.Where((_, index) => free[index] == most).ToArray();
        return best[target.GrainIdentity.GetUniformHashCode() % best.Length];
    }
}
