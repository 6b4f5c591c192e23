using TalosBoot.Core.Work;

namespace TalosBoot.Planning;

/// <summary>Lays out one kind of asset. Stateless: one for all requests.</summary>
internal interface IAssetPlanner
{
    /// <summary>Lays an asset out. Nothing is written yet.</summary>
    /// <param name="parts">What it can be made of; only the parts that are asked for are made.</param>
    /// <param name="context">Goes along with the build.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken);
}
