using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Requests;

namespace TalosBoot.Factory.Http;

/// <summary>
/// Sends clients to the store of an asset. Firmware that boots from the network often follows no redirects, so requests under the name of PXE scripts are
/// answered here (docs/formats/factory.md).
/// </summary>
internal sealed class AssetRedirection(ImageFactoryOptions options, ILogger<AssetRedirection> logger, IAssetStore? shared = null)
{
    readonly string _directHost = new Uri(options.Http.ExternalPxeUrl.Length > 0 ? options.Http.ExternalPxeUrl : options.Http.ExternalUrl).Authority;

    /// <summary>Where a client is sent to, or null when it is answered here.</summary>
    public async Task<Uri?> FindAsync(FactoryExchange exchange, AssetRequest request, string fileName, string mediaType)
    {
        if (shared is not IRedirectingAssetStore store || options.Authentication.IsEnabled || exchange.IsHead || exchange.Context.Request.Host.Value == _directHost)
        {
            return null;
        }

        try
        {
            return await store.FindAddressAsync(request.Identity, fileName, mediaType, exchange.Aborted).ConfigureAwait(false);
        }
        catch (Exception exception) when (!exchange.Aborted.IsCancellationRequested)
        {
            Log.RedirectFailed(logger, request.Identity.Hex, exception);
            return null;
        }
    }
}
