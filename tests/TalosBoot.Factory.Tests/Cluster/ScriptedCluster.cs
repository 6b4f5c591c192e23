using System.Collections.Concurrent;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Tests.Cluster;

/// <summary>A cluster that answers what a test says.</summary>
internal sealed class ScriptedCluster : IBuildCluster
{
    /// <summary>What an order ends with.</summary>
    public Func<BuildOrder, Task<BuildOutcome>> Answer { get; set; } = _ => Task.FromResult(new BuildOutcome(BuildResult.Stored));

    public ConcurrentQueue<BuildOrder> Orders { get; } = new();

    public Task<BuildOutcome> BuildAsync(BuildOrder order, CancellationToken cancellationToken = default)
    {
        Orders.Enqueue(order);
        return Answer(order).WaitAsync(cancellationToken);
    }
}
