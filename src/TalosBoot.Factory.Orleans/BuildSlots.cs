using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans;

/// <summary>The slots of this replica.</summary>
[Reentrant]
internal sealed class BuildSlots(GrainId id, Silo silo, ILoggerFactory logging, IBuildService builds) : GrainService(id, silo, logging), IBuildSlots
{
    public ValueTask<int> CountFreeAsync() => ValueTask.FromResult(builds.FreeSlots);
}
