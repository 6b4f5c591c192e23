using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>A store of assets that clients can be sent to.</summary>
public interface IRedirectingAssetStore : IAssetStore
{
    /// <summary>Gives an address from which a client gets an asset without this service.</summary>
    /// <param name="identity">What it is known by.</param>
    /// <param name="fileName">The name it is to be saved under.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>The address, which need not be good for long; null when there is no such asset.</returns>
    Task<Uri?> FindAddressAsync(Digest identity, string fileName, string mediaType, CancellationToken cancellationToken = default);
}
