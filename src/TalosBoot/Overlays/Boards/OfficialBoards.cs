namespace TalosBoot.Overlays.Boards;

/// <summary>All official boards (installer-overlay.md 14 and 15), in the order of their images and first releases. What does not differ by release is told once.</summary>
internal static class OfficialBoards
{
    static readonly string[] SerialOf1500000 = ["console=tty0", "console=ttyS2,1500000n8"];
    static readonly string[] SerialOf115200 = ["cma=128MB", "console=tty0", "console=ttyS9,115200", "console=ttyS2,115200"];
    static readonly string[] FirstSerial = ["console=tty0", "console=ttyS0,115200"];
    static readonly string[] OrangePi = ["console=tty1", "console=ttyS2,1500000"];

    static readonly string[] Last = [Board.WithoutKexec, Board.WithoutDashboard];

    /// <summary>The boards.</summary>
    public static IReadOnlyList<Board> All { get; } =
    [
        Rockchip("rockpi4", "v0.1.0-alpha.0", "rk3399-rock-pi-4b", SerialOf1500000),
        Rockchip("rockpi4c", "v0.1.0-alpha.0", "rk3399-rock-pi-4c", SerialOf1500000, loaders: [("v0.1.0-alpha.0", "rockpi4"), ("v0.1.0-alpha.2", "rockpi4c")]),
        Rockchip("nanopi-r4s", "v0.1.0-alpha.2", "rk3399-nanopi-r4s", SerialOf1500000, loaders: [("v0.1.0-alpha.2", "rockpi4"), ("v0.1.0-beta.4", "nanopi-r4s")]),

        // The second argument lacks its key upstream.
        Rockchip("rock64", "v0.1.0-alpha.2", "rk3328-rock64", ["console=tty0", "ttyS2,115200n8"]),
        Rockchip("orangepi-r1-plus-lts", "v0.1.0-beta.0", "rk3328-orangepi-r1-plus-lts", SerialOf1500000),
        Rockchip("rock4cplus", "v0.1.0-beta.0", "rk3399-rock-4c-plus", SerialOf1500000),
        Rockchip("rock4se", "v0.1.0-beta.2", "rk3399-rock-4se", SerialOf1500000),
        Rockchip(
            "helios64", "v0.1.0-beta.3", "rk3399-kobol-helios64",
            ["console=tty1", "console=ttyS2,1500000n8", "usb-storage.quirks=0x2537:0x1066:u,0x2537:0x1068:u"]),
        Rockchip("nanopi-r5s", "v0.1.0-beta.4", "rk3568-nanopi-r5s", SerialOf1500000),
        Rockchip("turingrk1", "v0.1.0", "rk3588-turing-rk1", SerialOf115200, spiBootSince: "v0.1.3"),
        Rockchip("rock5b", "v0.1.2", "rk3588-rock-5b", SerialOf115200, spiBootSince: "v0.1.3"),
        Rockchip("orangepi-5", "v0.1.3", "rk3588s-orangepi-5", ["console=tty0", "console=ttyS2,115200"], spiBootSince: "v0.1.3"),
        Rockchip("orangepi-5-plus", "v0.1.4", "rk3588-orangepi-5-plus", OrangePi, spiBootSince: "v0.1.4"),
        Rockchip("rock5a", "v0.1.4", "rk3588s-rock-5a", SerialOf115200),
        Rockchip("rockpro64", "v0.1.4", "rk3399-rockpro64-v2", SerialOf1500000),
        Rockchip("odroid-m1", "v0.1.6", "rk3568-odroid-m1", SerialOf1500000),
        Rockchip("radxa-zero-3e", "v0.1.6", "rk3566-radxa-zero-3e", SerialOf1500000, loaders: [("v0.1.6", "radxa-zero-3")]),
        Rockchip("rock3b", "v0.1.6", "rk3568-rock-3b", SerialOf1500000),
        Rockchip("orangepi-5-max", "v0.1.7", "rk3588-orangepi-5-max", OrangePi, spiBootSince: "v0.1.7"),
        Rockchip("rock5t", "v0.1.7", "rk3588-rock-5t", SerialOf115200, spiBootSince: "v0.1.7"),
        Rockchip("friendlyelec-cm3588-nas", "v0.1.8", "rk3588-friendlyelec-cm3588-nas", SerialOf115200),
        Rockchip("rock5b-plus", "v0.1.8", "rk3588-rock-5b-plus", SerialOf115200, spiBootSince: "v0.1.8"),
        Allwinner("bananapi_m64", "sun50i-a64-bananapi-m64"),
        Allwinner("libretech_all_h3_cc_h5", "sun50i-h5-libretech-all-h3-cc"),
        Allwinner("pine64", "sun50i-a64-pine64-plus"),
        new UBootBoard("jetson_nano", BoardFamily.Jetson, "v0.1.0-alpha.0", "nvidia/tegra210-p3450-0000.dtb", [.. FirstSerial, .. Last]),
        new RaspberryPiBoard(
            "rpi_generic", "v0.1.0-alpha.0", RaspberryPi("ttyAMA0"), _ => [RaspberryPiFirmware.Folder], RaspberryPiFirmware.GenericConfiguration),
        new RaspberryPiBoard(
            "revpi_generic", "v0.1.4", RaspberryPi("ttyAMA0"), _ => [RaspberryPiFirmware.Folder, "arm64/firmware/revpi_generic/boot"],
            _ => RaspberryPiFirmware.RevolutionPiConfiguration),
        new RaspberryPiBoard(
            "rpi_5", "v0.1.8", RaspberryPi("ttyAMA10"), RaspberryPiFirmware.FoldersOfFive, _ => RaspberryPiFirmware.FiveConfiguration),
    ];

    /// <summary>Finds a board that a release of an image has.</summary>
    /// <param name="repository">The repository of the image without its registry; null for any.</param>
    /// <param name="name">The name of the board.</param>
    /// <param name="release">The release of the image; null for the newest.</param>
    public static Board? Find(string? repository, string name, ReleaseTag? release) => All.FirstOrDefault(
        board => board.Name == name && (repository is null || board.Family.Repository == repository) && (release is null || release >= board.FirstRelease));

    static UBootBoard Rockchip(
        string name, string firstRelease, string deviceTree, string[] arguments, string? spiBootSince = null, (string Since, string Folder)[]? loaders = null) =>
        new(name, BoardFamily.Rockchip, firstRelease, $"rockchip/{deviceTree}.dtb", [.. arguments, .. Last]) { SpiBootSince = spiBootSince, LoaderFolders = loaders ?? [] };

    static UBootBoard Allwinner(string name, string deviceTree) =>
        new(name, BoardFamily.Allwinner, "v0.1.0-alpha.0", $"allwinner/{deviceTree}.dtb", [.. FirstSerial, .. Last]);

    static string[] RaspberryPi(string console) => ["console=tty0", $"console={console},115200", .. Last];
}
