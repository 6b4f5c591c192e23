using Orleans.Concurrency;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans;

/// <summary>Builds its asset with the service of the replica that it was placed on, and goes when that is done.</summary>
[Reentrant] // All replicas wait for one build.
[FreeSlotsPlacement]
internal sealed class AssetGrain(IBuildService builds) : Grain, IAssetGrain
{
    Task<BuildOutcome>? _build;

    public async Task<(bool HasEnded, BuildResult Result, int Status, string Message)> BuildAsync(
        string schematic, string version, string path, string owner, string client)
    {
        var order = new BuildOrder(Digest.Parse(this.GetPrimaryKeyString()), schematic, version, path, owner, client);
        _build ??= RunAsync(order);
        await Task.WhenAny(_build, Task.Delay(GrainTimes.LongestWait)).ConfigureAwait(true); // Back in the turns of the grain.
        if (!_build.IsCompleted)
        {
            return default;
        }

        var outcome = await _build.ConfigureAwait(true);
        return (HasEnded: true, outcome.Result, outcome.Status, outcome.Message);
    }

    async Task<BuildOutcome> RunAsync(BuildOrder order)
    {
        DelayDeactivation(TimeSpan.MaxValue); // Nobody may be waiting any more.
        try
        {
            // A build uses a processor for long: it runs on the pool of threads, and not in the turns of a grain.
            return await Task.Run(() => builds.BuildAsync(order)).ConfigureAwait(true);
        }
        finally
        {
            DeactivateOnIdle(); // The outcome is for those who waited: whoever asks later is answered by another build, or by the stores.
        }
    }
}
