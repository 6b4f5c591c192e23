using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Planners;

/// <summary>The initramfs with all extensions.</summary>
internal sealed class InitramfsPlanner : IAssetPlanner
{
    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken) =>
        new(await parts.InitramfsAsync(cancellationToken).ConfigureAwait(false));
}
