using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Planners;

/// <summary>The kernel, as it is.</summary>
internal sealed class KernelPlanner : IAssetPlanner
{
    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken) =>
        new(await parts.KernelAsync(cancellationToken).ConfigureAwait(false));
}
