using TalosBoot.Archives.Trees;

namespace TalosBoot.Overlays.Boards;

/// <summary>
/// The boards of Talos 1.6 and older, which a profile names with <c>board</c> and whose files the imager image has itself (profile.md 9.2). They are
/// installed as those of overlays are.
/// </summary>
internal static class LegacyBoards
{
    // They have no release of their own.
    const string AnyRelease = "v0.0.0";
    const string DeviceTrees = "dtb";
    const string Loaders = "u-boot";
    const string Firmware = "raspberrypi-firmware";

    /// <summary>The only release there is.</summary>
    public static ReleaseTag Release { get; } = ReleaseTag.Parse(AnyRelease);

    /// <summary>The boards.</summary>
    public static IReadOnlyList<Board> All { get; } =
    [
        new RaspberryPiBoard(
            "rpi_generic", AnyRelease, Arguments("rpi_generic", "ttyAMA0,115200", withoutKexec: true), _ => [RaspberryPiFirmware.Folder],
            _ => RaspberryPiFirmware.LegacyConfiguration)
        {
            TakesOptions = false,
        },
        Rockchip("rock64", "rk3328-rock64", Arguments("rock64", "ttyS2,115200n8", withoutKexec: false)),
        Rockchip("nanopi_r4s", "rk3399-nanopi-r4s", Arguments("nanopi_r4s", "ttyS2,1500000n8", withoutKexec: true)),
        Rockchip("rockpi_4", "rk3399-rock-pi-4b", Arguments("rockpi_4", "ttyS2,1500000n8", withoutKexec: true)),

        // It says that it is the other one, and has its loader.
        Rockchip("rockpi_4c", "rk3399-rock-pi-4c", Arguments("rockpi_4", "ttyS2,1500000n8", withoutKexec: true), "rockpi_4"),
        Allwinner("bananapi_m64", "sun50i-a64-bananapi-m64"),
        Allwinner("libretech_all_h3_cc_h5", "sun50i-h5-libretech-all-h3-cc"),
        Allwinner("pine64", "sun50i-a64-pine64-plus"),
        new UBootBoard(
            "jetson_nano", BoardFamily.Jetson, AnyRelease, "nvidia/tegra210-p3450-0000.dtb", Arguments("jetson_nano", "ttyS0,115200", withoutKexec: true)),
    ];

    /// <summary>Finds a board.</summary>
    public static Board? Find(string name) => All.FirstOrDefault(board => board.Name == name);

    /// <summary>The folders of the imager image with files of boards, as they lie beside the kernel.</summary>
    public static IReadOnlyList<string> Folders { get; } = [DeviceTrees, Loaders, Firmware];

    /// <summary>Arranges the files of the imager image as the artifacts of an overlay are.</summary>
    /// <param name="install">The folder <c>usr/install/arm64</c> of the image.</param>
    /// <param name="image">The image, for messages.</param>
    public static ArtifactTree Arrange(DirectoryNode install, string image)
    {
        var tree = new FileTree();
        foreach (var (name, path) in new[] { (DeviceTrees, "arm64/dtb"), (Loaders, "arm64/u-boot"), (Firmware, "arm64/firmware") })
        {
            if (install.TryGet(name, out var entry))
            {
                tree.Set(path, entry);
            }
        }

        return new ArtifactTree(tree, image);
    }

    static string[] Arguments(string name, string console, bool withoutKexec) =>
    [
        $"talos.board={name}", "console=tty0", $"console={console}", .. withoutKexec ? [Board.WithoutKexec] : Array.Empty<string>(), Board.WithoutDashboard,
    ];

    static UBootBoard Rockchip(string name, string deviceTree, IReadOnlyList<string> arguments, string? loader = null) =>
        new(name, BoardFamily.Rockchip, AnyRelease, $"rockchip/{deviceTree}.dtb", arguments) { LoaderFolders = loader is null ? [] : [(AnyRelease, loader)] };

    static UBootBoard Allwinner(string name, string deviceTree) =>
        new(name, BoardFamily.Allwinner, AnyRelease, $"allwinner/{deviceTree}.dtb", Arguments(name, "ttyS0,115200", withoutKexec: false));
}
