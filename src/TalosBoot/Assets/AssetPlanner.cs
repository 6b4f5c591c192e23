using Microsoft.Extensions.Logging;
using TalosBoot.Boot.Loader;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs;
using TalosBoot.KernelArguments;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Assets;

/// <summary>Lays out the asset of one finalized profile (profile.md 1.7).</summary>
internal sealed class AssetPlanner(
    Profile profile, BootAssetSecureBoot? secureBoot, ImageFetcher images, TalosBootOptions options, ContentSpool spool,
    IProgress<BuildProgress>? progress)
{
    readonly TalosQuirks _quirks = new(TalosVersion.Parse(profile.Version));
    readonly BuildContext _context = new() { Progress = progress, Clock = options.Clock, TimeProvider = options.TimeProvider, Budget = options.Budget };
    readonly ILogger _logger = options.LoggerFactory.CreateLogger("TalosBoot");

    public async Task<BootAsset> PlanAsync(CancellationToken cancellationToken)
    {
        RefuseWhatIsNotBuiltYet();
        AssetPackaging.RefuseWhatIsNotWrittenYet(profile);
        var commandLine = KernelCommandLineBuilder.Build(profile).ToString();
        Log.KernelCommandLineReady(_logger, profile.Output.Kind, profile.Version);
        var plan = await PlanContentAsync(commandLine, cancellationToken).ConfigureAwait(false);
        var packed = await AssetPackaging.PackAsync(
            plan.Content, profile.Output.OutFormat, ProfileFileNames.Packed(profile), _context, spool, cancellationToken).ConfigureAwait(false);
        return new BootAsset(profile, commandLine, plan with { Content = packed }, spool);
    }

    async Task<AssetPlan> PlanContentAsync(string commandLine, CancellationToken cancellationToken)
    {
        if (profile.Output.Kind == OutputKind.Cmdline)
        {
            return new AssetPlan(BlobSource.FromText(commandLine));
        }

        if (profile.SecureBoot != true)
        {
            return await PlanFromInputsAsync(signing: null, commandLine, cancellationToken).ConfigureAwait(false);
        }

        var signing = await SecureBootStep.BeginAsync(
            profile.Input.SecureBoot ?? new ProfileSecureBoot(), secureBoot, options, cancellationToken).ConfigureAwait(false);
        await using (signing.ConfigureAwait(false))
        {
            var plan = await PlanFromInputsAsync(signing, commandLine, cancellationToken).ConfigureAwait(false);
            return plan with { Warnings = signing.Warnings };
        }
    }

    async Task<AssetPlan> PlanFromInputsAsync(SecureBootStep? signing, string commandLine, CancellationToken cancellationToken)
    {
        var inputs = images.FindInputs(profile);
        if (profile.Output.Kind == OutputKind.Kernel)
        {
            return new AssetPlan((await inputs.KernelAsync(cancellationToken).ConfigureAwait(false)).Content);
        }

        var initramfs = await PlanInitramfsAsync(inputs, cancellationToken).ConfigureAwait(false);
        if (profile.Output.Kind == OutputKind.Initramfs)
        {
            return new AssetPlan(initramfs);
        }

        var ukiOptions = await ToUkiOptionsAsync(inputs, initramfs, commandLine, cancellationToken).ConfigureAwait(false);
        var systemdBoot = profile.Output.Kind == OutputKind.Iso
            ? (await inputs.SystemdBootAsync(cancellationToken).ConfigureAwait(false)).Content
            : null;
        var parts = signing is null
            ? new SignedParts { Uki = new PlannedUki(UkiBuilder.Build(ukiOptions), Measurement: null), SystemdBoot = systemdBoot }
            : await signing.SignPartsAsync(ukiOptions, systemdBoot, cancellationToken).ConfigureAwait(false);
        var content = parts.SystemdBoot is null ? parts.Uki.Content : PlanIso(signing, parts.SystemdBoot, parts, cancellationToken);
        return new AssetPlan(content) { Uki = parts.Uki };
    }

    BlobSource PlanIso(SecureBootStep? signing, BlobSource systemdBoot, SignedParts parts, CancellationToken cancellationToken)
    {
        var content = new EspContent(systemdBoot, parts.Uki.Content);
        if (signing is not null)
        {
            content = content with
            {
                Enrollment = profile.Output.IsoOptions?.SdBootEnrollKeys ?? SecureBootEnrollment.IfSafe,
                Certificate = BlobSource.FromBytes(signing.Certificate.Der),
                Keys = parts.Keys,
            };
        }

        return UefiIso.Plan(profile.ReadArchitecture(), _quirks, content, options.Clock, cancellationToken);
    }

    async Task<BlobSource> PlanInitramfsAsync(AssetInputs inputs, CancellationToken cancellationToken)
    {
        var extensions = await images.FindExtensionsAsync(profile, cancellationToken).ConfigureAwait(false);
        var stock = await inputs.InitramfsAsync(cancellationToken).ConfigureAwait(false);
        var builder = new InitramfsBuilder(new InitramfsOptions
        {
            Version = _quirks.Version,
            Clock = options.Clock,
            ContentCheck = options.ExtensionContentCheck,
            Cache = options.OpenContentCache(),
            StockKey = stock.Key,
        });
        var image = await builder.BuildAsync(stock.Content, extensions, spool, _context, cancellationToken).ConfigureAwait(false);
        foreach (var warning in image.Warnings)
        {
            Log.KernelModuleIsOdd(_logger, warning.Path, warning.Message);
        }

        Log.InitramfsReady(_logger, image.Layers.Count, image.Content.Length);
        return image.Content;
    }

    async Task<UkiOptions> ToUkiOptionsAsync(AssetInputs inputs, BlobSource initramfs, string commandLine, CancellationToken cancellationToken) => new()
    {
        Version = _quirks.Version,
        Architecture = profile.ReadArchitecture(),
        Stub = (await inputs.SystemdStubAsync(cancellationToken).ConfigureAwait(false)).Content,
        Kernel = (await inputs.KernelAsync(cancellationToken).ConfigureAwait(false)).Content,
        Initramfs = initramfs,
        CommandLine = commandLine,
        DistributionName = profile.Name,
        Splash = await images.FetchSplashAsync(profile, cancellationToken).ConfigureAwait(false),
        Profiles = profile.Output.Kind == OutputKind.Iso ? [UkiProfile.Reset(commandLine)] : [],
        Clock = options.Clock,
    };

    void RefuseWhatIsNotBuiltYet()
    {
        if (profile.Output.Kind == OutputKind.Uki && !_quirks.SupportsUki)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.UkiNotSupported, "UKI output", _quirks.Version, new TalosVersion(1, 5, 0),
                $"UKI output is not supported in Talos {profile.Version}. It came with 1.5.");
        }

        var missing = profile switch
        {
            { Output.Kind: OutputKind.Image or OutputKind.Installer } => $"{EnumText.Of(profile.Output.Kind)} output",
            { Output.Kind: OutputKind.Iso } when IsoBootloader() != BootloaderKind.SdBoot => $"an ISO with the bootloader {EnumText.Of(IsoBootloader())}",
            { Overlay: not null } => "output with an overlay",
            _ => null,
        };
        if (missing is not null)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.OutputNotAvailable, missing, _quirks.Version, minimum: null,
                "this version of TalosBoot does not build it yet. The README lists what works; an ISO works with the bootloader sd-boot.");
        }
    }

    /// <summary>
    /// What starts the kernel of an ISO: systemd-boot where it is signed, else a choice from 1.12 on, GRUB before 1.10, and both between
    /// (iso.md 1).
    /// </summary>
    BootloaderKind IsoBootloader() => profile.Output.IsoOptions?.Bootloader switch
    {
        _ when profile.SecureBoot == true => BootloaderKind.SdBoot,
        { } chosen and not BootloaderKind.None => chosen,
        _ when _quirks.UsesSystemdBoot => BootloaderKind.DualBoot,
        _ => BootloaderKind.Grub,
    };
}
