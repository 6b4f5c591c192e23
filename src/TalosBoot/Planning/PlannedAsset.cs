using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Oci;

namespace TalosBoot.Planning;

/// <summary>What was laid out for an asset, before it is packed.</summary>
/// <param name="Content">The bytes.</param>
internal sealed record PlannedAsset(BlobSource Content)
{
    /// <summary>The container image whose docker archive <see cref="Content"/> is; null for other outputs.</summary>
    public ContainerImage? Image { get; init; }

    /// <summary>
    /// Turns <see cref="Content"/> into what comes out, where that takes compressing: it is done when somebody wants the bytes. Null where the content
    /// comes out as it is.
    /// </summary>
    public Func<BlobSource, ContentSpool, BuildContext, CancellationToken, Task<BlobSource>>? Conversion { get; init; }

    /// <summary>The UKI that the asset is or holds, or null.</summary>
    public PlannedUki? Uki { get; init; }
}
