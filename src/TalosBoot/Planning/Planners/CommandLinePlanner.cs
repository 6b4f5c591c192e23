using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Planners;

/// <summary>The kernel command line as text, without a line end.</summary>
internal sealed class CommandLinePlanner : IAssetPlanner
{
    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken) =>
        new(BlobSource.FromText(await parts.CommandLineAsync(cancellationToken).ConfigureAwait(false)));
}
