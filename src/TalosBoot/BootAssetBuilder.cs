using TalosBoot.Assets;
using TalosBoot.Core.Work;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot;

/// <summary>
/// Describes one boot asset: <c>For…</c> says for what machine, <c>Use…</c> from which inputs, <see cref="Customize"/> what is added, and
/// exactly one <c>As…</c> what comes out. Calls may come in any order. Not thread-safe; a builder can be planned more than once.
/// </summary>
public sealed class BootAssetBuilder
{
    readonly TalosBootEngine _engine;
    readonly BootAssetCustomization _customization = new();
    Profile _profile;
    BootAssetSecureBoot? _secureBoot;

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

    /// <summary>A built-in profile that everything else is laid over.</summary>
    /// <param name="name">Such as <c>iso</c> or <c>metal-uki</c>.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseBaseProfile(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return With(_profile with { BaseProfileName = name });
    }

    /// <summary>Another kernel than that of the imager image.</summary>
    /// <param name="path">A file of this machine.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseKernel(string path) => With(_profile with { Input = _profile.Input with { KernelPath = path } });

    /// <summary>Another stock initramfs than that of the imager image.</summary>
    /// <param name="path">A file of this machine.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder UseInitramfs(string path) => With(_profile with { Input = _profile.Input with { InitramfsPath = path } });

    /// <summary>
    /// Signs the asset for Secure Boot: systemd-boot, the UKI, and its predictions of PCR 11. An ISO carries the databases that enroll the keys.
    /// </summary>
    /// <param name="secureBoot">How; null for what the profile says, else the files of <c>/secureboot</c>, as upstream's imager takes them.</param>
    /// <returns>This builder.</returns>
    /// <remarks>Signers that are given as objects are no part of a profile, which goes on naming files.</remarks>
    public BootAssetBuilder UseSecureBoot(BootAssetSecureBoot? secureBoot = null)
    {
        _secureBoot = secureBoot;
        return With(SecureBootProfile.Apply(_profile, secureBoot ?? new BootAssetSecureBoot()));
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

    /// <summary>A bootable ISO image.</summary>
    /// <param name="bootloader">What starts the kernel; <see cref="BootloaderKind.None"/> (the default) for Talos' choice.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder AsIso(BootloaderKind bootloader = BootloaderKind.None) => As(_profile.Output with
    {
        Kind = OutputKind.Iso,
        IsoOptions = bootloader == BootloaderKind.None
            ? _profile.Output.IsoOptions
            : (_profile.Output.IsoOptions ?? new ProfileIsoOptions()) with { Bootloader = bootloader },
    });

    /// <summary>A unified kernel image.</summary>
    /// <returns>This builder.</returns>
    public BootAssetBuilder AsUki() => As(_profile.Output with { Kind = OutputKind.Uki });

    /// <summary>The kernel.</summary>
    /// <returns>This builder.</returns>
    public BootAssetBuilder AsKernel() => As(_profile.Output with { Kind = OutputKind.Kernel });

    /// <summary>The initramfs with all extensions.</summary>
    /// <returns>This builder.</returns>
    public BootAssetBuilder AsInitramfs() => As(_profile.Output with { Kind = OutputKind.Initramfs });

    /// <summary>The kernel command line as text, without a line end.</summary>
    /// <returns>This builder.</returns>
    public BootAssetBuilder AsCommandLine() => As(_profile.Output with { Kind = OutputKind.Cmdline });

    /// <summary>Packs what comes out, such as with zstd. Default: what the base profile says, else not at all.</summary>
    /// <param name="format">How it is packed.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder PackagedAs(OutFormat format) => As(_profile.Output with { OutFormat = format });

    /// <summary>
    /// The profile that is built: over its base, with its defaults filled, its official extensions looked up, and checked.
    /// </summary>
    /// <param name="cancellationToken">Stops the look-up.</param>
    /// <exception cref="Core.Diagnostics.ProfileValidationException">The request cannot be carried out; all problems at once.</exception>
    public async Task<Profile> ResolveProfileAsync(CancellationToken cancellationToken = default)
    {
        var profile = ProfileResolver.Resolve(_profile with { Customization = _customization.ToProfile() });
        var extensions = await _engine.ResolveExtensionsAsync(profile, _customization.Extensions, cancellationToken).ConfigureAwait(false);
        return profile with { Input = profile.Input with { SystemExtensions = [.. profile.Input.SystemExtensions, .. extensions] } };
    }

    /// <summary>Lays the asset out: fetches what it is made from, compresses extensions, and computes every offset. Nothing is written yet.</summary>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The asset, which the caller disposes.</returns>
    /// <exception cref="Core.Diagnostics.SigningException">
    /// A key or certificate cannot be used, they are no pair, or a signer did not sign (TB45xx).
    /// </exception>
    public async Task<BootAsset> PlanAsync(IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var profile = await ResolveProfileAsync(cancellationToken).ConfigureAwait(false);
        return await _engine.PlanAsync(profile, _secureBoot, progress, cancellationToken).ConfigureAwait(false);
    }

    BootAssetBuilder As(ProfileOutput output) => With(_profile with { Output = output });

    BootAssetBuilder With(Profile profile)
    {
        _profile = profile;
        return this;
    }
}
