using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Planners;

/// <summary>A unified kernel image.</summary>
internal sealed class UkiPlanner : IAssetPlanner
{
    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken)
    {
        var uki = await parts.UkiAsync(cancellationToken).ConfigureAwait(false);
        return new PlannedAsset(uki.Content) { Uki = uki };
    }
}
