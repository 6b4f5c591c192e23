using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans;

/// <summary>Leaves each build to the grain of its asset, and turns to the next replica when one ends or dies.</summary>
internal sealed class OrleansBuildCluster(IGrainFactory grains) : IBuildCluster
{
    public async Task<BuildOutcome> BuildAsync(BuildOrder order, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (await TryBuildAsync(order, cancellationToken).ConfigureAwait(false) is { Result: not BuildResult.Stopped } outcome)
            {
                return outcome;
            }

            await Task.Delay(GrainTimes.Retry, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task<BuildOutcome?> TryBuildAsync(BuildOrder order, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var (hasEnded, result, status, message) = await grains.GetGrain<IAssetGrain>(order.Identity.ToString())
                    .BuildAsync(order.Schematic, order.Version, order.Path, order.Owner, order.Client).WaitAsync(cancellationToken).ConfigureAwait(false);
                if (hasEnded)
                {
                    return new BuildOutcome(result, status, message);
                }
            }
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or IOException)
        {
            return null; // The replica that built it, or was to build it, is gone.
        }
    }
}
