using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Registry;
using TalosBoot.Factory.Requests;

namespace TalosBoot.Factory.Cluster;

/// <summary>Builds with the library of this service.</summary>
internal sealed class BuildService(AssetResolver resolver, AssetLibrary library, InstallerBuilds installers, ILogger<BuildService> logger) : IBuildService
{
    public int FreeSlots => library.Stopping.IsCancellationRequested ? int.MinValue : library.FreeSlots;

    public async Task<BuildOutcome> BuildAsync(BuildOrder order, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(order);
        try
        {
            if (InstallerBuilds.IsInstaller(order))
            {
                await installers.BuildHereAsync(order, cancellationToken).ConfigureAwait(false);
                return new BuildOutcome(BuildResult.Stored);
            }

            var request = await resolver.ResolveAsync(order.Schematic, order.Version, order.Path, order.Owner, cancellationToken).ConfigureAwait(false);
            if (request.Identity != order.Identity)
            {
                Log.OrderIsForeign(logger, order.Identity.Hex, request.Identity.Hex);
                return new BuildOutcome(BuildResult.Misdirected);
            }

            await library.BuildHereAsync(request, order.Client).WaitAsync(cancellationToken).ConfigureAwait(false);
            return new BuildOutcome(BuildResult.Stored);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (library.Stopping.IsCancellationRequested)
            {
                return new BuildOutcome(BuildResult.Stopped);
            }

            Log.OrderFailed(logger, order.Identity.Hex, exception);
            var (status, message) = Failures.Describe(exception);
            return new BuildOutcome(BuildResult.Failed, status, message);
        }
    }
}
