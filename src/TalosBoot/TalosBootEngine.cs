using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TalosBoot.Assets;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Oci;
using TalosBoot.Profiles;

namespace TalosBoot;

/// <summary>Builds boot assets. Long-lived and thread-safe: make one and share it.</summary>
public sealed class TalosBootEngine : IAsyncDisposable
{
    readonly TalosBootOptions _options;
    readonly ILogger _logger;
    readonly EngineImages _images;

    /// <summary>Creates an engine.</summary>
    /// <param name="options">What it works with. Must not change afterwards.</param>
    public TalosBootEngine(TalosBootOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.MaxDegreeOfParallelism);
        _options = options;
        _logger = options.LoggerFactory.CreateLogger("TalosBoot");
        _images = new EngineImages(options);
    }

    /// <summary>Creates an engine.</summary>
    /// <param name="configure">Sets its options.</param>
    public static TalosBootEngine Create(Action<TalosBootOptions>? configure = null)
    {
        var options = new TalosBootOptions();
        configure?.Invoke(options);
        return new TalosBootEngine(options);
    }

    /// <summary>Begins to describe an asset for the platform <c>metal</c>.</summary>
    public BootAssetBuilder CreateAsset() => new(this, new Profile
    {
        Platform = "metal",
        Output = new ProfileOutput { OutFormat = OutFormat.Raw },
    });

    /// <summary>Begins to describe an asset by a profile. What is said to the builder afterwards is added to it.</summary>
    /// <param name="profile">The profile, as it was given: its defaults need not be filled.</param>
    public BootAssetBuilder CreateAsset(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new BootAssetBuilder(this, profile);
    }

    /// <summary>Closes the connections to registries. Assets that are still open should be disposed before.</summary>
    public ValueTask DisposeAsync()
    {
        _images.Dispose();
        return ValueTask.CompletedTask;
    }

    internal async Task<IReadOnlyList<ContainerAsset>> ResolveExtensionsAsync(
        Profile profile, IReadOnlyList<RequestedExtension> requested, CancellationToken cancellationToken)
    {
        if (requested.All(extension => extension.Asset is not null))
        {
            return [.. requested.Select(extension => extension.Asset!)];
        }

        using var spool = CreateSpool();
        var catalog = await new ImageFetcher(_options, _images, spool, spool).FetchExtensionCatalogAsync(profile, cancellationToken).ConfigureAwait(false);
        return [.. requested.Select(extension => extension.Asset ?? catalog.Find(extension.Name!))];
    }

    internal async Task<BootAsset> PlanAsync(
        Profile profile, BootAssetSecureBoot? secureBoot, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        using var activity = TalosBootTelemetry.Source.StartActivity("talosboot.build");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("talos.version", profile.Version);
            activity.SetTag("talosboot.asset.kind", EnumText.Of(profile.Output.Kind));
            activity.SetTag("host.arch", profile.Arch);
            activity.SetTag("talosboot.platform", profile.Platform);
        }

        var kind = EnumText.Of(profile.Output.Kind);
        var began = BuildMetrics.Begin();
        using var extensionSpool = CreateSpool();
        var spool = CreateSpool();
        try
        {
            var planner = new AssetPlanner(profile, secureBoot, new ImageFetcher(_options, _images, spool, extensionSpool), _options, spool, progress);
            var asset = await planner.PlanAsync(cancellationToken).ConfigureAwait(false);
            Log.AssetPlanned(_logger, asset.FileName, asset.Size);
            BuildMetrics.End(began, kind, asset.Size, failure: null);
            return asset;
        }
        catch (Exception exception)
        {
            spool.Dispose();
            var failure = (exception as TalosBootException)?.DiagnosticId ?? exception.GetType().Name;
            BuildMetrics.End(began, kind, size: null, failure);
            activity?.SetTag("error.type", failure);
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }

    ContentSpool CreateSpool() => new(_options.SpoolDirectory);
}
