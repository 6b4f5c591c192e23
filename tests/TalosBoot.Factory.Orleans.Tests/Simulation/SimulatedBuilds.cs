using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans.Tests.Simulation;

/// <summary>The builds of a simulated replica: they take time and slots, and leave their mark in the store that all replicas share.</summary>
internal sealed class SimulatedBuilds(SharedStore store, int slots, TimeSpan duration) : IBuildService, IDisposable
{
    readonly SemaphoreSlim _slots = new(slots);
    readonly ConcurrentDictionary<Digest, Lazy<Task<BuildOutcome>>> _flights = new();
    readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _begun;

    /// <summary>What each build ends with in place of an asset, at its begin or its end; null to build.</summary>
    public BuildOutcome? Refusal { get; set; }

    /// <summary>Whether the replica was killed: its builds never end.</summary>
    public bool IsDead { get; set; }

    /// <summary>How many builds take a slot or wait for one.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public int FreeSlots => Refusal?.Result == BuildResult.Stopped ? int.MinValue : slots - Begun;

    /// <summary>Ends all builds at once.</summary>
    public void EndAll() => _end.TrySetResult();

    public Task<BuildOutcome> BuildAsync(BuildOrder order, CancellationToken cancellationToken = default) =>
        _flights.GetOrAdd(order.Identity, identity => new Lazy<Task<BuildOutcome>>(() => RunAsync(identity))).Value;

    public void Dispose() => _slots.Dispose();

    async Task<BuildOutcome> RunAsync(Digest identity)
    {
        await Task.Yield();
        if (store.Stored.ContainsKey(identity))
        {
            return new BuildOutcome(BuildResult.Stored);
        }

        Interlocked.Increment(ref _begun);
        await _slots.WaitAsync();
        try
        {
            if (Refusal is { } refusal)
            {
                return refusal;
            }

            store.Builds.AddOrUpdate(identity, 1, (_, count) => count + 1);
            await Task.WhenAny(Task.Delay(duration), _end.Task);
            await Task.Delay(IsDead ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
            if (Refusal is { } failure)
            {
                return failure;
            }

            store.Stored[identity] = true;
            return new BuildOutcome(BuildResult.Stored);
        }
        finally
        {
            _slots.Release();
            Interlocked.Decrement(ref _begun);
            _flights.TryRemove(identity, out _);
        }
    }
}
