namespace TalosBoot.Core.Versions;

/// <summary>
/// Everything that differs by Talos version. Each quirk is one row of the table below (docs/formats/profile.md); nothing else compares versions.
/// </summary>
/// <param name="version">The Talos version that assets are built for.</param>
public sealed partial class TalosQuirks(TalosVersion version)
{
    const long MiB = 1024 * 1024;
    const long GiB = 1024 * MiB;

    static readonly VersionRange ResetGrubOption = VersionRange.Since(1, 4);
    static readonly VersionRange Imager = VersionRange.Since(1, 5);
    static readonly VersionRange Uki = VersionRange.Since(1, 5);
    static readonly VersionRange MultiDocument = VersionRange.Since(1, 5);
    static readonly VersionRange CompressedMeta = VersionRange.Since(1, 6, 3);
    static readonly VersionRange Overlay = VersionRange.Since(1, 7);
    static readonly VersionRange ExtensionExtraInfo = VersionRange.Since(1, 7);
    static readonly VersionRange Zstd = VersionRange.Since(1, 8);
    static readonly VersionRange IsoLabel = VersionRange.Since(1, 8);
    static readonly VersionRange MetalSerialConsole = VersionRange.Before(1, 8);
    static readonly VersionRange HaltIfInstalled = VersionRange.Since(1, 8);
    static readonly VersionRange NoDataPartitions = VersionRange.Since(1, 8);
    static readonly VersionRange SELinux = VersionRange.Since(1, 10);
    static readonly VersionRange SystemdBoot = VersionRange.Since(1, 10, unparsable: false);
    static readonly VersionRange SystemdBootOnArm64 = VersionRange.Since(1, 10);
    static readonly VersionRange MergedUsr = VersionRange.Since(1, 10);
    static readonly VersionRange UkiProfiles = VersionRange.Since(1, 10);
    static readonly VersionRange UnifiedInstaller = VersionRange.Since(1, 10);
    static readonly VersionRange OciLayerTypes = VersionRange.Since(1, 10);
    static readonly VersionRange Ima = VersionRange.Before(1, 10, 100);
    static readonly VersionRange LargeBootPartition = VersionRange.Since(1, 11);
    static readonly VersionRange FactoryTalosctl = VersionRange.Since(1, 11);
    static readonly VersionRange EmbeddedConfiguration = VersionRange.Since(1, 12);
    static readonly VersionRange UnsignedModules = VersionRange.Since(1, 12);
    static readonly VersionRange IsoBootloader = VersionRange.Since(1, 12);
    static readonly VersionRange ProcMemOverride = VersionRange.Since(1, 13);
    static readonly VersionRange NoInitOnAlloc = VersionRange.Since(1, 14);
    static readonly VersionRange NvmeTimeoutOnlyOnAws = VersionRange.Since(1, 14);
    static readonly VersionRange LargeXfsAllocationGroups = VersionRange.Since(1, 14);
    static readonly VersionRange LockdownConfidentiality = VersionRange.Before(1, 14);

    static readonly (VersionRange Range, string Name)[] XfsConfigurations =
    [
        (VersionRange.Since(1, 13), "lts_6.18.conf"),
        (VersionRange.Since(1, 10), "lts_6.12.conf"),
        (VersionRange.Since(1, 8), "lts_6.6.conf"),
        (new VersionRange(null, null, true), "lts_6.1.conf"),
    ];

    /// <summary>The version that the quirks are of.</summary>
    public TalosVersion Version { get; } = version;

    /// <summary>GRUB menus have a "reset" entry. From 1.4.</summary>
    public bool SupportsResetGrubOption => ResetGrubOption.Contains(Version);

    /// <summary>There is an image of the imager, which holds boot assets. From 1.5; before, the installer image holds them.</summary>
    public bool HasImager => Imager.Contains(Version);

    /// <summary>Unified kernel images exist. From 1.5.</summary>
    public bool SupportsUki => Uki.Contains(Version);

    /// <summary>Machine configuration may have several documents. From 1.5.</summary>
    public bool SupportsMultiDocument => MultiDocument.Contains(Version);

    /// <summary>META values on the kernel command line may be compressed. From 1.6.3.</summary>
    public bool SupportsCompressedEncodedMeta => CompressedMeta.Contains(Version);

    /// <summary>Overlays exist. From 1.7; for front ends only.</summary>
    public bool SupportsOverlay => Overlay.Contains(Version);

    /// <summary>The manifest of the schematic extension carries the schematic itself. From 1.7; for front ends only.</summary>
    public bool SupportsSchematicExtraInfo => ExtensionExtraInfo.Contains(Version);

    /// <summary>What initramfs segments and squashfs images are compressed with: zstd from 1.8, xz before.</summary>
    public InitramfsCompression InitramfsCompression =>
        Zstd.Contains(Version) ? InitramfsCompression.Zstd : InitramfsCompression.Xz;

    /// <summary>The ISO volume label carries the version. From 1.8.</summary>
    public bool SupportsIsoLabel => IsoLabel.Contains(Version);

    /// <summary>metal on amd64 has <c>console=ttyS0</c>. Before 1.8.</summary>
    public bool SupportsMetalPlatformConsoleTtyS0 => MetalSerialConsole.Contains(Version);

    /// <summary>An ISO boots with <c>talos.halt_if_installed=1</c>. From 1.8.</summary>
    public bool SupportsHaltIfInstalled => HaltIfInstalled.Contains(Version);

    /// <summary>Disk images have no STATE and EPHEMERAL partitions. From 1.8.</summary>
    public bool SkipDataPartitions => NoDataPartitions.Contains(Version);

    /// <summary>The kernel runs with <c>selinux=1</c>. From 1.10.</summary>
    public bool SupportsSELinux => SELinux.Contains(Version);

    /// <summary>UEFI machines boot with systemd-boot and a UKI. From 1.10, and not when the version is unparsable.</summary>
    public bool UsesSystemdBoot => SystemdBoot.Contains(Version);

    /// <summary>Without a choice, arm64 boots with systemd-boot alone. From 1.10; unlike <see cref="UsesSystemdBoot"/>, for an unreadable version too.</summary>
    public bool UsesSystemdBootOnArm64 => SystemdBootOnArm64.Contains(Version);

    /// <summary>Where the root file system keeps kernel modules: <c>/usr/lib/modules</c> from 1.10, <c>/lib/modules</c> before.</summary>
    public string KernelModulesPath => MergedUsr.Contains(Version) ? "/usr/lib/modules" : "/lib/modules";

    /// <summary>Where the root file system keeps firmware: <c>/usr/lib/firmware</c> from 1.10, <c>/lib/firmware</c> before.</summary>
    public string FirmwarePath => MergedUsr.Contains(Version) ? "/usr/lib/firmware" : "/lib/firmware";

    /// <summary>A UKI has more than one profile. From 1.10.</summary>
    public bool SupportsUkiProfiles => UkiProfiles.Contains(Version);

    /// <summary>Installers are made from the <c>installer-base</c> image. From 1.10.</summary>
    public bool SupportsUnifiedInstaller => UnifiedInstaller.Contains(Version);

    /// <summary>Layers that are added to installers are of OCI's type. From 1.10; of Docker's before.</summary>
    public bool UsesOciLayerTypes => OciLayerTypes.Contains(Version);

    /// <summary>The size of the BOOT partition in bytes: 2000 MiB from 1.11, 1000 MiB before.</summary>
    public long BootPartitionSize => (LargeBootPartition.Contains(Version) ? 2000 : 1000) * MiB;

    /// <summary>The size in bytes of the EFI system partition that holds UKIs: those of GRUB's EFI, BIOS and BOOT partitions together.</summary>
    public long UkiEfiPartitionSize => GrubEfiPartitionSize + BiosPartitionSize + BootPartitionSize;

    /// <summary>The size in bytes of the EFI system partition beside a BOOT partition: 100 MiB.</summary>
    public const long GrubEfiPartitionSize = 100 * MiB;

    /// <summary>The size in bytes of the BIOS boot partition: 1 MiB.</summary>
    public const long BiosPartitionSize = MiB;

    /// <summary>The size in bytes of the META partition: 1 MiB.</summary>
    public const long MetaPartitionSize = MiB;

    /// <summary>The size in bytes of the STATE partition: 100 MiB.</summary>
    public const long StatePartitionSize = 100 * MiB;

    /// <summary>The smallest size in bytes of the EPHEMERAL partition: 2 GiB.</summary>
    public const long EphemeralMinimumSize = 2 * GiB;

    /// <summary>The file name of the mkfs.xfs configuration that the file systems of this version follow.</summary>
    public string XfsConfiguration
    {
        get
        {
            var current = Version;
            return XfsConfigurations.First(row => row.Range.Contains(current)).Name;
        }
    }

    /// <summary>The smallest XFS allocation group in bytes: 64 GiB from 1.14, 0 (no rule) before.</summary>
    public long XfsMinimumAllocationGroupSize => LargeXfsAllocationGroups.Contains(Version) ? 64 * GiB : 0;

    /// <summary>The kernel runs with the IMA arguments. Up to 1.10.99.</summary>
    public bool SupportsIma => Ima.Contains(Version);

    /// <summary>The Image Factory offers talosctl. From 1.11; for front ends only.</summary>
    public bool SupportsFactoryTalosctlDownload => FactoryTalosctl.Contains(Version);

    /// <summary>A machine configuration may be embedded. From 1.12; for front ends only.</summary>
    public bool SupportsEmbeddedConfiguration => EmbeddedConfiguration.Contains(Version);

    /// <summary>The kernel enforces module signatures only with <c>module.sig_enforce=1</c>. From 1.12.</summary>
    public bool SupportsDisablingModuleSignatureVerification => UnsignedModules.Contains(Version);

    /// <summary>The bootloader of an ISO may be chosen. From 1.12.</summary>
    public bool IsoSupportsSettingBootloader => IsoBootloader.Contains(Version);

    /// <summary>The kernel runs with <c>proc_mem.force_override=never</c>. From 1.13.</summary>
    public bool ProcMemOverrideNever => ProcMemOverride.Contains(Version);

    /// <summary>The kernel runs without <c>init_on_alloc=1</c>. From 1.14.</summary>
    public bool DropInitOnAlloc => NoInitOnAlloc.Contains(Version);

    /// <summary>The NVMe timeout is raised on AWS only. From 1.14; everywhere before.</summary>
    public bool NvmeCoreIoTimeoutAwsOnly => NvmeTimeoutOnlyOnAws.Contains(Version);

    /// <summary>Secure Boot adds <c>lockdown=confidentiality</c>. Before 1.14.</summary>
    public bool ForcesLockdownConfidentiality => LockdownConfidentiality.Contains(Version);
}
