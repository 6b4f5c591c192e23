using System.Diagnostics;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Inputs;
using TalosBoot.Oci;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Planning;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;

namespace TalosBoot;

/// <summary>Builds boot assets. Long-lived and thread-safe: make one and share it.</summary>
public sealed class TalosBootEngine : IDisposable, IAsyncDisposable
{
    readonly TalosBootOptions _options;
    readonly ILogger _logger;
    readonly ImageStore _images;
    readonly RequestResolver _resolver;
    readonly WorkBudget _budget;

    /// <summary>Creates an engine.</summary>
    /// <param name="options">What it works with. They are copied: what is set afterwards does not count.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public TalosBootEngine(TalosBootOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Copy();
        if (_options.FindProblems() is { Count: > 0 } problems)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        _logger = _options.LoggerFactory.CreateLogger("TalosBoot");
        _budget = new WorkBudget(_options.MaxDegreeOfParallelism, _options.MaximumWorkMemory);
        _images = new ImageStore(_options);
        _resolver = new RequestResolver(_images, _options);
    }

    /// <summary>Creates an engine.</summary>
    /// <param name="configure">Sets its options.</param>
    public static TalosBootEngine Create(Action<TalosBootOptions>? configure = null)
    {
        var options = new TalosBootOptions();
        configure?.Invoke(options);
        return new TalosBootEngine(options);
    }

    /// <summary>
    /// Begins to describe an asset. Unless something else is said, it is for the platform <c>metal</c> and is not packed, or is what its base profile says.
    /// </summary>
    public BootAssetBuilder CreateAsset() => new(this);

    /// <summary>Begins to describe an asset by a profile. What is said to the builder afterwards is added to it.</summary>
    /// <param name="profile">The profile, as it was given or as it was finalized: its defaults need not be filled.</param>
    public BootAssetBuilder CreateAsset(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return new BootAssetBuilder(this, profile);
    }

    /// <summary>
    /// Sends installers of several architectures to a registry, each by its digest, and then the index of them, as the engine's options say how. What the
    /// registry has already is not sent again.
    /// </summary>
    /// <param name="installers">The installers, one for an architecture.</param>
    /// <param name="reference">The tag to send the index under, or its digest.</param>
    /// <param name="progress">Is told how far each blob is.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>Media type, size and digest of the index.</returns>
    /// <exception cref="ArgumentException">There is no installer, or two are for the same architecture.</exception>
    /// <exception cref="InvalidOperationException">An asset is no container image.</exception>
    /// <exception cref="RegistryException">The registry fails (TB20xx).</exception>
    public async Task<OciDescriptor> PushIndexAsync(
        IReadOnlyList<BootAsset> installers, string reference, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(installers);
        ArgumentException.ThrowIfNullOrEmpty(reference);
        if (installers.Count == 0)
        {
            throw new ArgumentException("An index needs at least one installer.", nameof(installers));
        }

        if (installers.GroupBy(installer => installer.Profile.Arch).FirstOrDefault(group => group.Count() > 1) is { Key: var repeated })
        {
            throw new ArgumentException($"Two installers are for {repeated}. An index has one for an architecture.", nameof(installers));
        }

        var holds = new List<IDisposable>();
        try
        {
            foreach (var installer in installers)
            {
                holds.Add(installer.Hold());
            }

            return await new RegistryImageWriter(_images.Client).PushIndexAsync(
                [.. installers.Select(installer => (installer.RequireImage(), new OciPlatform { OperatingSystem = "linux", Architecture = installer.Profile.Arch }))],
                ImageReference.Parse(reference), progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            holds.ForEach(hold => hold.Dispose());
        }
    }

    /// <summary>Closes the connections to registries. Assets that are still open should be disposed before.</summary>
    public void Dispose() => _images.Dispose();

    /// <summary>Closes the connections to registries. Assets that are still open should be disposed before.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What all builds of the engine share.</summary>
    internal WorkBudget Budget => _budget;

    internal async Task<ResolvedRequest> ResolveAsync(RequestDraft draft, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        var context = CreateContext(progress);
        using var report = context.Begin(BuildStage.Resolve, "request");
        var request = await _resolver.ResolveAsync(draft, context, cancellationToken).ConfigureAwait(false);
        report.Complete();
        return request;
    }

    internal async Task<BootAsset> PlanAsync(ResolvedRequest request, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        var kind = EnumText.Of(request.Output);
        using var activity = TalosBootTelemetry.Source.StartActivity("talosboot.build");
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("talos.version", request.Version.Text);
            activity.SetTag("talosboot.asset.kind", kind);
            activity.SetTag("host.arch", request.Profile.Arch);
            activity.SetTag("talosboot.platform", request.Profile.Platform);
        }

        var began = BuildMetrics.Begin();
        var spool = new ContentSpool(_options.SpoolDirectory);
        try
        {
            var asset = await PlanAsync(request, spool, CreateContext(progress), cancellationToken).ConfigureAwait(false);
            if (asset.Size is { } size)
            {
                Log.AssetPlanned(_logger, asset.FileName, size);
            }
            else
            {
                Log.PackedAssetPlanned(_logger, asset.FileName);
            }

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

    async Task<BootAsset> PlanAsync(ResolvedRequest request, ContentSpool spool, BuildContext context, CancellationToken cancellationToken)
    {
        UnbuiltOutputs.Refuse(request);
        foreach (var warning in request.Warnings)
        {
            context.Warn(warning);
        }

        var parts = await AssetParts.CreateAsync(request, _images, _options, spool, context, cancellationToken).ConfigureAwait(false);
        await using (parts.ConfigureAwait(false))
        {
            var commandLine = await parts.CommandLineAsync(cancellationToken).ConfigureAwait(false);
            Log.KernelCommandLineReady(_logger, request.Output, request.Version.Text);
            var planned = await AssetPlanners.Of(request.Output).PlanAsync(parts, context, cancellationToken).ConfigureAwait(false);
            return new BootAsset(request, planned, spool, _images, context)
            {
                KernelCommandLine = commandLine,
                Warnings = context.Diagnostics,
                Inputs = parts.Inputs,
                Overlay = await parts.OverlayAsync(cancellationToken).ConfigureAwait(false) is { Chosen: var chosen }
                    ? new BootAssetOverlay(chosen.Name, chosen.Provider, chosen.Reason) : null,
            };
        }
    }

    BuildContext CreateContext(IProgress<BuildProgress>? progress) => new()
    {
        Progress = progress,
        Clock = _options.Clock,
        TimeProvider = _options.TimeProvider,
        Budget = _budget,
        Logger = _logger,
    };
}
