using TalosBoot.Factory.Http;
using TalosBoot.Factory.Requests;

namespace TalosBoot.Factory.Assets;

/// <summary>What the library does when several services build for each other.</summary>
internal sealed partial class AssetLibrary
{
    // Another service looks for the asset and builds it, and has a limit for each.
    const int TurnsOfAnother = 2;

    /// <summary>How many more builds could begin at once; negative when so many wait.</summary>
    public int FreeSlots => _slots.Free;

    /// <summary>Ends when builds are being stopped.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Begins the time that another service may take for a build. The caller disposes it.</summary>
    public CancellationTokenSource BeginWaitForAnother() => BeginLimit(TurnsOfAnother);

    /// <summary>Builds an asset here, since the cluster has chosen this service, or takes it from where it is.</summary>
    /// <returns>Ends when other services can have the asset too.</returns>
    public Task BuildHereAsync(AssetRequest request, string client)
    {
        var flight = Start(request, client);
        flight.Choose();
        return flight.Landed;
    }

    /// <summary>Has the cluster build an asset, and takes it from the shared stores.</summary>
    /// <returns>False when it is to be built here: there is no cluster, or it has chosen this service, or no shared store has it.</returns>
    async Task<bool> TryFetchFromClusterAsync(AssetFlight flight, AssetRequest request, string client)
    {
        if (cluster is null || request.Order is not { } order)
        {
            return false;
        }

        if (!flight.Chosen.IsCompleted)
        {
            using var waiting = BeginWaitForAnother();
            var ordered = cluster.BuildAsync(order with { Client = client }, waiting.Token);
            if (await Task.WhenAny(ordered, flight.Chosen).ConfigureAwait(false) == ordered)
            {
                var outcome = await ordered.ConfigureAwait(false);
                Failures.ThrowIfFailed(outcome);
                if (await TryTakeAsync(flight, request).ConfigureAwait(false))
                {
                    return true;
                }

                Log.ClusterGaveNothing(logger, flight.Identity.Hex, outcome.Result);
                return false;
            }

            await waiting.CancelAsync().ConfigureAwait(false);
        }

        // Another service may have built it since this flight looked, if the order that chose this service came late.
        return await TryTakeAsync(flight, request).ConfigureAwait(false);
    }

    /// <summary>Takes an asset that another service has built from the stores that services share: the folder, or the cache.</summary>
    async Task<bool> TryTakeAsync(AssetFlight flight, AssetRequest request)
    {
        using var limit = BeginLimit();
        flight.IsFound = store.Has(flight.Identity);
        return flight.IsFound || await TryFetchAsync(flight, request, limit.Token).ConfigureAwait(false);
    }
}
