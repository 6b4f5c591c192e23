using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans;

/// <summary>The one place in a cluster where an asset is built. Its key is the identity of the asset.</summary>
[Alias("TalosBoot.Factory.Orleans.IAssetGrain")]
internal interface IAssetGrain : IGrainWithStringKey
{
    /// <summary>Builds the asset, or waits a while for the build that runs. The parameters are those of <see cref="BuildOrder"/>.</summary>
    /// <returns>Whether the build has ended, and then what <see cref="BuildOutcome"/> holds.</returns>
    [Alias("Build")]
    [ResponseTimeout(GrainTimes.LongestAnswer)]
    Task<(bool HasEnded, BuildResult Result, int Status, string Message)> BuildAsync(string schematic, string version, string path, string owner, string client);
}
