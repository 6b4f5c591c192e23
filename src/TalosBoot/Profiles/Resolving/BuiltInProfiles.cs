using System.Diagnostics.CodeAnalysis;
using TalosBoot.Boot.Loader;
using TalosBoot.Core.Versions;
using TalosBoot.Overlays.Boards;

namespace TalosBoot.Profiles.Resolving;

/// <summary>The profiles that upstream's imager has built in (docs/formats/profile.md).</summary>
public static class BuiltInProfiles
{
    const long MiB = 1024 * 1024;
    const long Small = 1246 * MiB;
    const long Medium = 8192 * MiB;
    const long Large = 10240 * MiB;
    const string SecureBootPrefix = "secureboot-";

    static readonly Dictionary<string, Profile> Table = CreateTable();

    /// <summary>All names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Looks a profile up.</summary>
    /// <param name="name">The name, such as <c>metal</c> or <c>secureboot-iso</c>.</param>
    /// <param name="profile">The profile, when there is one.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out Profile? profile) => Table.TryGetValue(name, out profile);

    /// <summary>The profile of a single-board computer of Talos 1.6 and older (docs/formats/profile.md); null for another name or release.</summary>
    internal static Profile? TryFindBoard(string name, string version) =>
        LegacyBoards.Find(name) is not null && !new TalosQuirks(TalosVersion.Parse(version)).SupportsOverlay
            ? Image("metal", OutFormat.Xz, DiskFormat.Raw, Small) with { Arch = "arm64", Board = name }
            : null;

    static Dictionary<string, Profile> CreateTable()
    {
        var table = new Dictionary<string, Profile>
        {
            ["iso"] = Other("metal", OutputKind.Iso),
            ["metal-4k"] = Image("metal", OutFormat.Zst, DiskFormat.Raw, Small, sectorSize: 4096),
            ["metal-uki"] = Other("metal", OutputKind.Uki),
            ["secureboot-metal-uki"] = Other("metal", OutputKind.Uki) with { SecureBoot = true },
            ["akamai"] = Image("akamai", OutFormat.Gz, DiskFormat.Raw, Small),
            ["alibabacloud"] = Image("alibabacloud", OutFormat.Raw, DiskFormat.Qcow2, Small, "cluster_size=8k"),
            ["aws"] = Image("aws", OutFormat.Zst, DiskFormat.Raw, Medium),
            ["digital-ocean"] = Image("digital-ocean", OutFormat.Gz, DiskFormat.Raw, Medium),
            ["exoscale"] = Image("exoscale", OutFormat.Zst, DiskFormat.Qcow2, Large, "cluster_size=8k"),
            ["gcp"] = Image("gcp", OutFormat.TarGz, DiskFormat.Raw, Medium),
            ["hcloud"] = Image("hcloud", OutFormat.Zst, DiskFormat.Raw, Small),
            ["oracle"] = Image("oracle", OutFormat.Zst, DiskFormat.Qcow2, Medium, "cluster_size=8k"),
            ["scaleway"] = Image("scaleway", OutFormat.Zst, DiskFormat.Raw, Small),
            ["upcloud"] = Image("upcloud", OutFormat.Zst, DiskFormat.Raw, Medium),
            ["vultr"] = Image("vultr", OutFormat.Zst, DiskFormat.Raw, Medium),
        };
        table["secureboot-iso"] = table["iso"] with
        {
            SecureBoot = true,
            Output = table["iso"].Output with { IsoOptions = new ProfileIsoOptions { SdBootEnrollKeys = SecureBootEnrollment.IfSafe } },
        };
        AddWithSecureBoot(table, "metal", Image("metal", OutFormat.Zst, DiskFormat.Raw, Small));
        AddWithSecureBoot(table, "installer", Other("metal", OutputKind.Installer));
        AddWithSecureBoot(table, "azure", Image("azure", OutFormat.Zst, DiskFormat.Vhd, Medium, "subformat=fixed,force_size"));
        AddWithSecureBoot(table, "cloudstack", Image("cloudstack", OutFormat.Zst, DiskFormat.Raw, Medium));
        AddWithSecureBoot(table, "nocloud", Image("nocloud", OutFormat.Zst, DiskFormat.Raw, Small));
        AddWithSecureBoot(table, "opennebula", Image("opennebula", OutFormat.Zst, DiskFormat.Raw, Small));
        AddWithSecureBoot(table, "openstack", Image("openstack", OutFormat.Zst, DiskFormat.Raw, Small));
        AddWithSecureBoot(table, "vmware", Image("vmware", OutFormat.Raw, DiskFormat.Ova, Medium));
        return table;
    }

    static void AddWithSecureBoot(Dictionary<string, Profile> table, string name, Profile profile)
    {
        table[name] = profile;
        table[SecureBootPrefix + name] = profile with { SecureBoot = true };
    }

    static Profile Other(string platform, OutputKind kind) => new()
    {
        Platform = platform,
        SecureBoot = false,
        Output = new ProfileOutput { Kind = kind, OutFormat = OutFormat.Raw },
    };

    static Profile Image(
        string platform, OutFormat outFormat, DiskFormat diskFormat, long diskSize, string formatOptions = "", uint sectorSize = 0) => new()
        {
            Platform = platform,
            SecureBoot = false,
            Output = new ProfileOutput
            {
                Kind = OutputKind.Image,
                OutFormat = outFormat,
                ImageOptions = new ProfileImageOptions
                {
                    DiskSize = diskSize,
                    DiskFormat = diskFormat,
                    DiskFormatOptions = formatOptions,
                    DiskSectorSize = sectorSize,
                },
            },
        };
}
