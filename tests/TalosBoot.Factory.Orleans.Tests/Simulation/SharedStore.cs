using System.Collections.Concurrent;
using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Orleans.Tests.Simulation;

/// <summary>What the replicas of a simulated cluster share: which assets there are, and how often each was built.</summary>
internal sealed class SharedStore
{
    public ConcurrentDictionary<Digest, int> Builds { get; } = new();

    public ConcurrentDictionary<Digest, bool> Stored { get; } = new();
}
