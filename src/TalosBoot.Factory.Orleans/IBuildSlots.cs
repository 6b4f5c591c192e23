using Orleans.Services;

namespace TalosBoot.Factory.Orleans;

/// <summary>Tells how busy a replica is. There is one on each.</summary>
[Alias("TalosBoot.Factory.Orleans.IBuildSlots")]
internal interface IBuildSlots : IGrainService
{
    /// <summary>How many more builds could begin at once; negative when so many wait.</summary>
    [Alias("CountFree")]
    ValueTask<int> CountFreeAsync();
}
