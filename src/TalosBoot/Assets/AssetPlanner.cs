using Microsoft.Extensions.Logging;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Progress;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs;
using TalosBoot.KernelArguments;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Assets;

/// <summary>Lays out the asset of one finalized profile (profile.md 1.7).</summary>
internal sealed class AssetPlanner(
    Profile profile, ImageFetcher images, TalosBootOptions options, ContentSpool spool, IProgress<BuildProgress>? progress)
{
    readonly TalosQuirks _quirks = new(TalosVersion.Parse(profile.Version));
    readonly ILogger _logger = options.LoggerFactory.CreateLogger("TalosBoot");

    public async Task<BootAsset> PlanAsync(CancellationToken cancellationToken)
    {
        RefuseWhatIsNotBuiltYet();
        AssetPackaging.RefuseWhatIsNotWrittenYet(profile);
        var commandLine = KernelCommandLineBuilder.Build(profile).ToString();
        Log.KernelCommandLineReady(_logger, profile.Output.Kind, profile.Version);
        var content = await PlanContentAsync(commandLine, cancellationToken).ConfigureAwait(false);
        var packed = AssetPackaging.Pack(content, profile.Output.OutFormat, options, spool, cancellationToken);
        return new BootAsset(profile, commandLine, packed, spool);
    }

    async Task<BlobSource> PlanContentAsync(string commandLine, CancellationToken cancellationToken)
    {
        if (profile.Output.Kind == OutputKind.Cmdline)
        {
            return BlobSource.FromText(commandLine);
        }

        var inputs = await images.FetchInputsAsync(profile, cancellationToken).ConfigureAwait(false);
        if (profile.Output.Kind == OutputKind.Kernel)
        {
            return inputs.Kernel(profile);
        }

        var initramfs = await PlanInitramfsAsync(inputs, cancellationToken).ConfigureAwait(false);
        if (profile.Output.Kind == OutputKind.Initramfs)
        {
            return initramfs;
        }

        var uki = PlanUki(inputs, initramfs, commandLine);
        return profile.Output.Kind == OutputKind.Uki
            ? uki
            : UefiIso.Plan(profile.ReadArchitecture(), _quirks, inputs.SystemdBoot(profile), uki, options.Clock, cancellationToken);
    }

    async Task<BlobSource> PlanInitramfsAsync(AssetInputs inputs, CancellationToken cancellationToken)
    {
        var extensions = await images.FetchExtensionsAsync(profile, cancellationToken).ConfigureAwait(false);
        var builder = new InitramfsBuilder(new InitramfsOptions
        {
            Version = _quirks.Version,
            Clock = options.Clock,
            ThreadCount = options.MaxDegreeOfParallelism,
        });
        var image = await builder.BuildAsync(inputs.Initramfs(profile), extensions, spool, progress, cancellationToken).ConfigureAwait(false);
        Log.InitramfsReady(_logger, image.Layers.Count, image.Content.Length);
        return image.Content;
    }

    SparseSource PlanUki(AssetInputs inputs, BlobSource initramfs, string commandLine) => UkiBuilder.Build(new UkiOptions
    {
        Version = _quirks.Version,
        Architecture = profile.ReadArchitecture(),
        Stub = inputs.SystemdStub(profile),
        Kernel = inputs.Kernel(profile),
        Initramfs = initramfs,
        CommandLine = commandLine,
        DistributionName = profile.Name,
        Profiles = profile.Output.Kind == OutputKind.Iso ? [UkiProfile.Reset(commandLine)] : [],
        Clock = options.Clock,
    });

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
            { SecureBoot: true } and { Output.Kind: not OutputKind.Cmdline } => "Secure Boot output",
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

    /// <summary>What starts the kernel of an ISO: a choice from 1.12 on, GRUB before 1.10, and both between (iso.md 1).</summary>
    BootloaderKind IsoBootloader() => profile.Output.IsoOptions?.Bootloader switch
    {
        { } chosen and not BootloaderKind.None => chosen,
        _ when _quirks.UsesSystemdBoot => BootloaderKind.DualBoot,
        _ => BootloaderKind.Grub,
    };
}
