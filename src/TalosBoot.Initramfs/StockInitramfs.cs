using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs;

/// <summary>The stock initramfs of a Talos release, to which extensions are added.</summary>
/// <param name="Content">The file: one or several compressed archives.</param>
public sealed record StockInitramfs(BlobSource Content)
{
    /// <summary>A digest of everything that its bytes depend on. Null, the default: they are hashed when it is needed.</summary>
    public Digest? Key { get; init; }
}
