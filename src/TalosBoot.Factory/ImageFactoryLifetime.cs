using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Schematics;

namespace TalosBoot.Factory;

/// <summary>Builds the assets of the pre-warm list when the service has started, and ends builds when it stops.</summary>
internal sealed class ImageFactoryLifetime(
    ImageFactoryOptions options, SchematicService schematics, AssetResolver resolver, AssetLibrary library, ILogger<ImageFactoryLifetime> logger)
    : BackgroundService
{
    const string Client = "pre-warm";

    static readonly TimeSpan CleanUpTime = TimeSpan.FromSeconds(5);

    /// <summary>Stops builds that the web server, which ends first, waited for no longer. Its wait may have used up all of the time.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        var ended = library.StopAsync();
        await ended.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.WaitAsync(CleanUpTime, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ended.IsCompletedSuccessfully)
        {
            Log.WorkLeft(logger);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (options.ContainerSignature.IsDisabled)
        {
            Log.SignaturesDisabled(logger);
        }

        foreach (var path in options.Build.PreWarm)
        {
            try
            {
                await BuildAsync(path, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.PreWarmFailed(logger, path, exception);
            }
        }
    }

    async Task BuildAsync(string path, CancellationToken cancellationToken)
    {
        var parts = path.Split('/');
        if (parts.Length != 3)
        {
            throw new ArgumentException("An asset of the pre-warm list is written SCHEMATIC/VERSION/FILE.", nameof(path));
        }

        var owner = await schematics.FindOwnerAsync(parts[0], cancellationToken).ConfigureAwait(false);
        var request = await resolver.ResolveAsync(parts[0], parts[1], parts[2], owner, cancellationToken).ConfigureAwait(false);
        var asset = await library.GetAsync(request, Client, cancellationToken).ConfigureAwait(false);
        await using var owned = asset.ConfigureAwait(false);
        await asset.GetSha256Async(cancellationToken).ConfigureAwait(false);
    }
}
