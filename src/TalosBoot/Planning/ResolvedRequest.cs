using TalosBoot.Boot.Loader;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Inputs;
using TalosBoot.Platforms;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>
/// One asset, with everything decided: what planners work from. Frozen, valid, and without anything left open. To resolve <see cref="Profile"/> again
/// gives the same request.
/// </summary>
internal sealed record ResolvedRequest
{
    /// <summary>The finalized profile, for people to read. Planners look at the rest.</summary>
    public required Profile Profile { get; init; }

    /// <summary>What the Talos version does.</summary>
    public required TalosQuirks Quirks { get; init; }

    /// <summary>The architecture of the machine.</summary>
    public required Architecture Architecture { get; init; }

    /// <summary>The platform.</summary>
    public required Platform Platform { get; init; }

    /// <summary>The product name that UKIs and boot entries carry.</summary>
    public required string DistributionName { get; init; }

    /// <summary>What comes out.</summary>
    public required OutputKind Output { get; init; }

    /// <summary>How it is packed.</summary>
    public required OutFormat OutFormat { get; init; }

    /// <summary>What starts the kernel; <see cref="BootloaderKind.None"/> for outputs that have no bootloader.</summary>
    public required BootloaderKind Bootloader { get; init; }

    /// <summary>When systemd-boot enrolls keys, where it is signed.</summary>
    public required SecureBootEnrollment Enrollment { get; init; }

    /// <summary>The size, the format and the sectors of a disk image; nothing of other outputs.</summary>
    public required ProfileImageOptions Disk { get; init; }

    /// <summary>Who signs, and which databases enroll; null without Secure Boot.</summary>
    public required RequestedSecureBoot? SecureBoot { get; init; }

    /// <summary>The arguments that the user adds to the kernel command line, or takes away from it.</summary>
    public required IReadOnlyList<string> KernelArguments { get; init; }

    /// <summary>The values for the META partition. They may be secrets.</summary>
    public required IReadOnlyList<MetaValue> MetaValues { get; init; }

    /// <summary>The machine configuration that travels with the asset, or the empty string. It may be secret.</summary>
    public required string MachineConfiguration { get; init; }

    /// <summary>The kernel.</summary>
    public required NamedFile Kernel { get; init; }

    /// <summary>The stock initramfs.</summary>
    public required NamedFile Initramfs { get; init; }

    /// <summary>The UKI stub.</summary>
    public required NamedFile SystemdStub { get; init; }

    /// <summary>systemd-boot.</summary>
    public required NamedFile SystemdBoot { get; init; }

    /// <summary>The system extensions, in order, without the ones that TalosBoot makes itself.</summary>
    public required IReadOnlyList<ContainerAsset> Extensions { get; init; }

    /// <summary>The overlay, or null.</summary>
    public required ProfileOverlay? Overlay { get; init; }

    /// <summary>The overlay that an installer carries: usually the same one; <see cref="ContainerAsset.None"/> for none.</summary>
    public required ContainerAsset OverlayInstaller { get; init; }

    /// <summary>The image that installers are made from.</summary>
    public required ContainerAsset BaseInstaller { get; init; }

    /// <summary>The name that the archive of an installer carries: that of its base, as upstream has it; that of the release's where the base has none.</summary>
    public string InstallerName => BaseInstaller is { Memory: null, TarballPath.Length: 0 }
        ? BaseInstaller.ImageRef
        : Profiles.Resolving.ProfileDefaults.BaseInstallerReference(Quirks);

    /// <summary>The image cache for machines without a network; <see cref="ContainerAsset.None"/> for none.</summary>
    public required ContainerAsset ImageCache { get; init; }

    /// <summary>The schematic of the asset; null when it was not described by one.</summary>
    public ResolvedSchematic? Schematic { get; init; }

    /// <summary>What was found while it was resolved, and does not keep it from being built.</summary>
    public IReadOnlyList<Diagnostic> Warnings { get; init; } = [];

    /// <summary>The Talos version.</summary>
    public TalosVersion Version => Quirks.Version;

    /// <summary>Makes a request of a finalized profile.</summary>
    /// <param name="profile">The profile: its defaults are filled, and it is valid.</param>
    /// <param name="signers">The signers that are given as objects, which no profile can hold; null for none.</param>
    public static ResolvedRequest Of(Profile profile, BootAssetSecureBoot? signers = null)
    {
        var (input, output) = (profile.Input, profile.Output);
        var quirks = new TalosQuirks(TalosVersion.Parse(profile.Version));
        return new ResolvedRequest
        {
            Profile = profile,
            Quirks = quirks,
            Architecture = profile.ReadArchitecture(),
            Platform = PlatformTable.Find(profile.Platform),
            DistributionName = profile.Name,
            Output = output.Kind,
            OutFormat = output.OutFormat,
            Bootloader = Profiles.Resolving.BootloaderChoice.Of(profile, quirks),
            Enrollment = (output.Kind == OutputKind.Image ? output.ImageOptions?.SdBootEnrollKeys : output.IsoOptions?.SdBootEnrollKeys) ?? SecureBootEnrollment.IfSafe,
            Disk = output.ImageOptions ?? new ProfileImageOptions(),
            SecureBoot = profile.SecureBoot == true ? new RequestedSecureBoot(input.SecureBoot ?? new ProfileSecureBoot(), signers) : null,
            KernelArguments = [.. profile.Customization.ExtraKernelArgs],
            MetaValues = [.. profile.Customization.MetaContents],
            MachineConfiguration = profile.Customization.EmbeddedMachineConfiguration,
            Kernel = new NamedFile("kernel", input.KernelPath, input.KernelContent),
            Initramfs = new NamedFile("initramfs", input.InitramfsPath, input.InitramfsContent),
            SystemdStub = new NamedFile("systemd-stub", input.SdStubPath),
            SystemdBoot = new NamedFile("systemd-boot", input.SdBootPath),
            Extensions = [.. input.SystemExtensions],
            Overlay = profile.Overlay,
            OverlayInstaller = input.OverlayInstaller == ContainerAsset.None && profile.Overlay is { } overlay ? overlay.Image : input.OverlayInstaller,
            BaseInstaller = input.BaseInstaller,
            ImageCache = input.ImageCache,
        };
    }
}
