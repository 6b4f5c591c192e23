using TalosBoot.Core.Content;

namespace TalosBoot.Assets;

/// <summary>What was laid out for an asset, before it is packed.</summary>
/// <param name="Content">The bytes.</param>
internal sealed record AssetPlan(BlobSource Content)
{
    /// <summary>The UKI that the asset is or holds, or null.</summary>
    public PlannedUki? Uki { get; init; }

    /// <summary>What the user should know, each text with its id in front.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
