using System.Diagnostics.CodeAnalysis;
using TalosBoot.Boot.Loader;
using TalosBoot.Core.Versions;
using TalosBoot.Overlays.Boards;
using TalosBoot.Platforms;

namespace TalosBoot.Profiles.Resolving;

/// <summary>The profiles that upstream's imager has built in (docs/formats/profile.md).</summary>
public static class BuiltInProfiles
{
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
            ? Image("metal", UsualDisk("metal") with { Packing = OutFormat.Xz }) with { Arch = "arm64", Board = name }
            : null;

    static Dictionary<string, Profile> CreateTable()
    {
        var table = new Dictionary<string, Profile>
        {
            ["iso"] = Other("metal", OutputKind.Iso),
            ["metal-4k"] = Image("metal", UsualDisk("metal") with { SectorSize = 4096 }),
            ["metal-uki"] = Other("metal", OutputKind.Uki),
            ["secureboot-metal-uki"] = Other("metal", OutputKind.Uki) with { SecureBoot = true },
        };
        table["secureboot-iso"] = table["iso"] with
        {
            SecureBoot = true,
            Output = table["iso"].Output with { IsoOptions = new ProfileIsoOptions { SdBootEnrollKeys = SecureBootEnrollment.IfSafe } },
        };
        Add(table, "installer", Other("metal", OutputKind.Installer), withSecureBoot: true);
        foreach (var platform in PlatformTable.All)
        {
            if (platform.Disk is { } disk)
            {
                Add(table, platform.Name, Image(platform.Name, disk), disk.HasSecureBoot);
            }
        }

        return table;
    }

    static void Add(Dictionary<string, Profile> table, string name, Profile profile, bool withSecureBoot)
    {
        table[name] = profile;
        if (withSecureBoot)
        {
            table[SecureBootPrefix + name] = profile with { SecureBoot = true };
        }
    }

    static PlatformDisk UsualDisk(string platform) => PlatformTable.Find(platform).Disk!;

    static Profile Other(string platform, OutputKind kind) => new()
    {
        Platform = platform,
        SecureBoot = false,
        Output = new ProfileOutput { Kind = kind, OutFormat = OutFormat.Raw },
    };

    static Profile Image(string platform, PlatformDisk disk) => new()
    {
        Platform = platform,
        SecureBoot = false,
        Output = new ProfileOutput
        {
            Kind = OutputKind.Image,
            OutFormat = disk.Packing,
            ImageOptions = new ProfileImageOptions
            {
                DiskSize = disk.Size,
                DiskFormat = disk.Format,
                DiskFormatOptions = disk.FormatOptions,
                DiskSectorSize = disk.SectorSize,
            },
        },
    };
}
