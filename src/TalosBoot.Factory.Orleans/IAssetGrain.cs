using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans;

/// <summary>The one place in a cluster where an asset is built. Its key is the identity of the asset.</summary>
[Alias("TalosBoot.Factory.Orleans.IAssetGrain")]
internal interface IAssetGrain : IGrainWithStringKey
{
    /// <summary>Builds the asset, or waits for the build that runs. The parameters are those of <see cref="BuildOrder"/>.</summary>
    /// <returns>What <see cref="BuildOutcome"/> holds.</returns>
    [Alias("Build")]
    [ResponseTimeout(GrainTimes.LongestBuild)]
    Task<(BuildResult Result, int Status, string Message)> BuildAsync(string schematic, string version, string path, string owner, string client);
}
