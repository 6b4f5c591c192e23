using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>Keeps built assets by their identities.</summary>
/// <remarks>
/// Implementations are thread-safe, may be shared by processes, show an asset only when all of it is stored, and never give a damaged one as a whole:
/// a read of one fails at the latest at its end.
/// </remarks>
public interface IAssetStore
{
    /// <summary>Looks an asset up.</summary>
    /// <param name="identity">What it is known by: the digest of its profile.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>The asset, or null when there is none that can be trusted.</returns>
    Task<StoredAsset?> FindAsync(Digest identity, CancellationToken cancellationToken = default);

    /// <summary>Stores an asset. One that is there already is replaced.</summary>
    /// <param name="identity">What it is known by.</param>
    /// <param name="content">Its content.</param>
    /// <param name="cancellationToken">Stops storing, and leaves nothing behind.</param>
    Task PutAsync(Digest identity, BlobSource content, CancellationToken cancellationToken = default);
}
