using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Planning;
using TalosBoot.Planning.SecureBoot;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;

namespace TalosBoot;

/// <summary>
/// Describes one boot asset: <c>For…</c> says for what machine, <c>Use…</c> from which inputs, <see cref="Customize"/> what is added, and
/// exactly one <c>As…</c> what comes out. Calls may come in any order. Not thread-safe; a builder can be planned more than once.
/// </summary>
public sealed partial class BootAssetBuilder
{
    readonly TalosBootEngine _engine;
    readonly BootAssetCustomization _customization = new();
    readonly bool _hasDefaults;
    Profile _profile;
    BootAssetSecureBoot? _secureBoot;
    RequestedSchematic? _schematic;
    string? _outputVerb;

    internal BootAssetBuilder(TalosBootEngine engine)
        : this(engine, new Profile()) => _hasDefaults = true;

    internal BootAssetBuilder(TalosBootEngine engine, Profile profile)
    {
        _engine = engine;
        _customization.Load(profile);
        _profile = profile with { Customization = new(), Input = profile.Input with { SystemExtensions = [] } };
    }

    /// <summary>The Talos version.</summary>
    /// <param name="version">Such as <c>v1.12.0</c>. Written as it is into the asset.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder ForTalos(string version)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        return With(_profile with { Version = version });
    }

    /// <summary>The architecture of the machine.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder ForArchitecture(Architecture architecture) => With(_profile with { Arch = architecture.ToName() });

    /// <summary>The platform. Default: what the base profile says, else <c>metal</c>.</summary>
    /// <param name="platform">Such as <c>metal</c> or <c>aws</c>.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder ForPlatform(string platform)
    {
        ArgumentException.ThrowIfNullOrEmpty(platform);
        return With(_profile with { Platform = platform });
    }

    /// <summary>Adds to the stock asset. May be called more than once.</summary>
    /// <param name="customize">Says what is added.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder Customize(Action<BootAssetCustomization> customize)
    {
        ArgumentNullException.ThrowIfNull(customize);
        customize(_customization);
        return this;
    }

    /// <summary>
    /// Decides everything that is open: lays the request over its base profile, fills its defaults, looks its official extensions up, and checks it.
    /// </summary>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <returns>The request, which can be planned as often as wanted without being resolved again.</returns>
    /// <exception cref="Core.Diagnostics.ProfileValidationException">The request cannot be carried out; all problems at once.</exception>
    public Task<BootAssetRequest> ResolveAsync(CancellationToken cancellationToken = default) => ResolveAsync(progress: null, cancellationToken);

    /// <summary>Resolves the request, and lays the asset out: <see cref="ResolveAsync(CancellationToken)"/> and <see cref="BootAssetRequest.PlanAsync"/> in one.</summary>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The asset, which the caller disposes.</returns>
    /// <exception cref="Core.Diagnostics.ProfileValidationException">The request cannot be carried out; all problems at once.</exception>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// A key or certificate cannot be used, they are no pair, or a signer did not sign (TB45xx).
    /// </exception>
    public async Task<BootAsset> PlanAsync(IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var request = await ResolveAsync(progress, cancellationToken).ConfigureAwait(false);
        return await request.PlanAsync(progress, cancellationToken).ConfigureAwait(false);
    }

    async Task<BootAssetRequest> ResolveAsync(IProgress<BuildProgress>? progress, CancellationToken cancellationToken) =>
        new(_engine, await _engine.ResolveAsync(ToDraft(), progress, cancellationToken).ConfigureAwait(false));

    RequestDraft ToDraft()
    {
        var profile = _profile with { Customization = _customization.ToProfile() };
        var hasBase = profile.BaseProfileName.Length > 0;
        if (_hasDefaults && !hasBase)
        {
            profile = profile with
            {
                Platform = profile.Platform.Length > 0 ? profile.Platform : "metal",
                Output = profile.Output with { OutFormat = profile.Output.OutFormat == OutFormat.Unknown ? OutFormat.Raw : profile.Output.OutFormat },
            };
        }

        var isUsualDisk = _outputVerb == nameof(AsDiskImage) && !hasBase;
        if (isUsualDisk && profile.Output.ImageOptions is null)
        {
            profile = profile with { Output = profile.Output with { ImageOptions = UsualDisk(profile.Platform) } };
        }

        if (_secureBoot?.Enrollment is { } enrollment)
        {
            profile = SecureBootProfile.WithEnrollment(profile, enrollment);
        }

        return new RequestDraft(profile)
        {
            Extensions = [.. _customization.Extensions],
            SecureBoot = _secureBoot,
            Schematic = _schematic,
            TakesBootloaderOfOverlay = isUsualDisk,
        };
    }

    /// <summary>What the disk images of a platform usually are.</summary>
    static ProfileImageOptions? UsualDisk(string platform) => BuiltInProfiles.TryFind(platform, out var profile) ? profile.Output.ImageOptions : null;

    BootAssetBuilder With(Profile profile)
    {
        _profile = profile;
        return this;
    }
}
