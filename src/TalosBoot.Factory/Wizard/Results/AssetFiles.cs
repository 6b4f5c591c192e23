using TalosBoot.Factory.Options;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Factory.Wizard.State;

namespace TalosBoot.Factory.Wizard.Results;

/// <summary>Lists the files and addresses of a finished choice.</summary>
internal sealed class AssetFiles(ImageFactoryOptions options)
{
    /// <summary>The version that upstream's wizard names: the first that takes the identifier of a schematic.</summary>
    const string BooterTag = "v0.3.0";

    static readonly string[] Disks = ["raw", "qcow2", "vhd", "ova"];
    static readonly string[] Packings = ["", ".zst", ".xz", ".gz", ".tar.gz"];

    readonly string _url = options.Http.ExternalUrl.TrimEnd('/');
    readonly string _pxeUrl = (options.Http.ExternalPxeUrl.Length > 0 ? options.Http.ExternalPxeUrl : options.Http.ExternalUrl).TrimEnd('/');

    /// <summary>The files that machines of the platform begin with, the most usual one first.</summary>
    public IReadOnlyList<AssetFile> FirstBoot(WizardState state)
    {
        if (state.Target == "sbc")
        {
            return [Create(state, $"{state.FileStem}.raw.xz", "file.board")];
        }

        var offer = PlatformOffers.Find(state.Platform) ?? PlatformOffers.Metal;
        var files = new List<AssetFile>();
        if (offer.Methods.HasFlag(BootMethods.Iso))
        {
            files.Add(Create(state, $"{state.FileStem}.iso", "file.iso"));
        }

        if (offer.Methods.HasFlag(BootMethods.Disk))
        {
            files.Add(Create(state, $"{state.FileStem}.{offer.DiskSuffix}", state.Target == "cloud" ? "file.cloud" : "file.disk"));
        }

        if (offer == PlatformOffers.Metal && !state.IsSecureBoot)
        {
            files.Add(Create(state, $"{state.FileStem}.qcow2", "file.qcow2"));
        }

        // In clouds the disk is what people upload; elsewhere they start from the ISO.
        return state.Target == "cloud" ? [.. files.OrderBy(file => file.PurposeKey == "file.iso")] : files;
    }

    /// <summary>Kernel, initramfs and the like.</summary>
    public IReadOnlyList<AssetFile> BootFiles(WizardState state)
    {
        AssetFile[] uki = state.Release!.Quirks.SupportsUki ? [Create(state, $"{state.FileStem}-uki.efi", "file.uki")] : [];
        return state.IsSecureBoot
            ? [.. uki, Create(state, $"cmdline-{state.FileStem}", "file.cmdline")]
            : [
                Create(state, $"kernel-{state.Architecture}", "file.kernel"), Create(state, $"cmdline-{state.FileStem}", "file.cmdline"),
                Create(state, $"initramfs-{state.Architecture}.xz", "file.initramfs"), .. uki,
            ];
    }

    /// <summary>Every form of disk, the ISO and the archive of the installer.</summary>
    public IReadOnlyList<AssetFile> AllForms(WizardState state) =>
    [
        Create(state, $"{state.FileStem}.iso", "file.iso"),
        .. Disks.Where(disk => CanHaveSectors(state, disk))
            .SelectMany(disk => Packings.Select(packing => Create(state, $"{state.FileStem}.{disk}{packing}", "file.disk"))),
        Create(state, InstallerArchive(state), "file.installer"),
    ];

    /// <summary>Whether the usual disk image of the platform can have sectors of the size that the schematic wants.</summary>
    public static bool HasPossibleSectors(WizardState state) => CanHaveSectors(state, (PlatformOffers.Find(state.Platform) ?? PlatformOffers.Metal).DiskSuffix);

    /// <summary>The command that makes a cluster of virtual machines here from the schematic; empty where there is none.</summary>
    /// <remarks>Without the address of this service the programs ask upstream's, which does not know the schematic.</remarks>
    public string ClusterCommand(WizardState state) => state.Target == "metal" && OfferedSince.Includes("1.12.0-alpha.2", state.Release!.Version)
        ? $"talosctl cluster create qemu --image-factory-url={_url} --schematic-id={state.SchematicId} --talos-version={state.Release.Tag}" : string.Empty;

    /// <summary>The command that boots machines of the local network with booter, which knows bare metal only; empty elsewhere.</summary>
    public string BooterCommand(WizardState state) => state.Target == "metal"
        ? $"docker run --rm --network host ghcr.io/siderolabs/booter:{BooterTag} --image-factory-base-url={_url} --image-factory-pxe-base-url={_pxeUrl}"
            + $" --talos-version={state.Release!.Tag} --schematic-id={state.SchematicId}{(state.IsSecureBoot ? " --secure-boot-enabled" : string.Empty)}"
        : string.Empty;

    public string PxeUrl(WizardState state) => $"{_pxeUrl}/pxe/{state.SchematicId}/{state.Release!.Tag}/{state.FileStem}";

    public static bool HasPxe(WizardState state) =>
        state.Target != "sbc" && PlatformOffers.Find(state.Platform) is { } offer && offer.Methods.HasFlag(BootMethods.Pxe);

    /// <summary>Whether machines install Talos on a disk, as upstream has it: an image of a board or a cloud is installed already.</summary>
    public static bool HasInstallation(WizardState state) => state.Target switch
    {
        "metal" => true,
        "cloud" => PlatformOffers.Find(state.Platform) is { Methods: not BootMethods.Disk },
        _ => false,
    };

    /// <summary>The reference of the installer's container image.</summary>
    public string InstallerReference(WizardState state)
    {
        var host = new Uri(_url).Authority;
        var name = state.Release!.Quirks.SupportsUnifiedInstaller ? $"{state.Platform}-installer" : "installer";
        return $"{host}/{name}{state.SecureBootSuffix}/{state.SchematicId}:{state.Release.Tag}";
    }

    public string TalosctlUrl(WizardState state, string program) => $"{_url}/talosctl/{state.Release!.Tag}/{program}";

    static string InstallerArchive(WizardState state) => state.Release!.Quirks.SupportsUnifiedInstaller
        ? $"{state.Platform}-installer-{state.Architecture}{state.SecureBootSuffix}.tar" : $"installer-{state.Architecture}{state.SecureBootSuffix}.tar";

    /// <summary>Sectors have 512 or 4096 bytes, and those of a VHD or an OVA 512.</summary>
    static bool CanHaveSectors(WizardState state, string disk) => state.Basis!.Customization.DiskSectorSize switch
    {
        0 or 512 => true,
        4096 => !disk.StartsWith("vhd", StringComparison.Ordinal) && disk != "ova",
        _ => false,
    };

    AssetFile Create(WizardState state, string name, string purposeKey)
    {
        var path = $"/image/{state.SchematicId}/{state.Release!.Tag}/{name}";
        return new AssetFile(name, path, _url + path, purposeKey);
    }
}
