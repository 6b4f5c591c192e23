using Microsoft.Net.Http.Headers;
using TalosBoot.Core.Content;

namespace TalosBoot.AspNetCore;

/// <summary>Entity tags of assets (RFC 9110, 8.8.3).</summary>
public static class BootAssetEntityTag
{
    /// <summary>
    /// Makes a strong entity tag, which is the SHA-256 of the bytes: two processes that plan the same asset have the same one, so that a download may be
    /// resumed at another replica. The asset is read once for it, and packed first where it has to be; keep the tag for later requests.
    /// </summary>
    /// <param name="asset">The asset.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The tag.</returns>
    /// <exception cref="Core.Diagnostics.FileAccessException">A packed asset cannot be kept (TB6001, TB6002).</exception>
    public static async Task<EntityTagHeaderValue> CreateAsync(BootAsset asset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(asset);
        var content = await asset.PackAsync(progress: null, cancellationToken).ConfigureAwait(false);
        var digest = await Task.Run(() => Digest.Sha256(content, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new EntityTagHeaderValue($"\"{digest.Hex}\"");
    }
}
