using Orleans.Runtime.Services;

namespace TalosBoot.Factory.Orleans;

/// <summary>Asks replicas for their slots.</summary>
internal sealed class BuildSlotsClient(IServiceProvider services) : GrainServiceClient<IBuildSlots>(services)
{
    /// <summary>How many builds a replica could begin; the least number when it does not answer.</summary>
    public async Task<int> CountFreeAsync(SiloAddress replica)
    {
        try
        {
            return await GetGrainService(replica).CountFreeAsync().AsTask().WaitAsync(GrainTimes.LongestCount).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            return int.MinValue; // It is dying, or just coming.
        }
    }
}
