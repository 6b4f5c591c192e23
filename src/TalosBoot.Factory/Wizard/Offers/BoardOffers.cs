using TalosBoot.Factory.Releases;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>The boards of the wizard, in upstream's order (docs/formats/wizard.md). A new board is a new row.</summary>
internal static class BoardOffers
{
    const string Pi = "raspberrypi";
    const string Allwinner = "allwinner";
    const string Rockchip = "rockchip";

    public static IReadOnlyList<BoardOffer> All { get; } =
    [
        new("rpi_5", "Raspberry Pi 5", Pi) { MinimumVersion = "1.12.3" },
        new("rpi_generic", "Raspberry Pi 3, 4, Zero 2", Pi),
        new("revpi_generic", "Revolution Pi", Pi) { MinimumVersion = "1.10.0-beta.0" },
        new("bananapi_m64", "Banana Pi M64", Allwinner),
        new("nanopi_r4s", "NanoPi R4S", Rockchip) { Overlay = "nanopi-r4s", MinimumVersion = "1.3.0" },
        new("nanopi_r5s", "NanoPi R5S", Rockchip) { Overlay = "nanopi-r5s", MinimumVersion = "1.8.0-alpha.2" },
        new("jetson_nano", "NVIDIA Jetson Nano", "jetson"),
        new("libretech_all_h3_cc_h5", "Libre Computer ALL-H3-CC", Allwinner),
        new("orangepi_r1_plus_lts", "Orange Pi R1 Plus LTS", Rockchip) { Overlay = "orangepi-r1-plus-lts", MinimumVersion = "1.7.0" },
        new("pine64", "Pine64", Allwinner),
        new("rock64", "Pine64 Rock64", Rockchip),
        new("rock4cplus", "Radxa ROCK 4C+", Rockchip) { MinimumVersion = "1.7.0" },
        new("rock4se", "Radxa ROCK 4SE", Rockchip) { MinimumVersion = "1.8.0-alpha.1" },
        new("rock5a", "Radxa ROCK 5A", Rockchip) { MinimumVersion = "1.10.0-beta.0" },
        new("rock5b", "Radxa ROCK 5B", Rockchip) { MinimumVersion = "1.9.2" },
        new("rockpi_4", "Radxa ROCK Pi 4", Rockchip) { Overlay = "rockpi4" },
        new("rockpi_4c", "Radxa ROCK Pi 4C", Rockchip) { Overlay = "rockpi4c" },
        new("helios64", "Kobol Helios64", Rockchip) { MinimumVersion = "1.8.0-alpha.2" },
        new("turingrk1", "Turing RK1", Rockchip) { MinimumVersion = "1.9.0-beta.0" },
        new("orangepi-5", "Orange Pi 5", Rockchip) { MinimumVersion = "1.9.2" },
        new("orangepi-5-plus", "Orange Pi 5 Plus", Rockchip) { MinimumVersion = "1.10.0-beta.0" },
        new("rockpro64", "Pine64 RockPro64", Rockchip) { MinimumVersion = "1.10.0-beta.0" },
        new("odroid-m1", "ODROID-M1", Rockchip) { MinimumVersion = "1.12.0-beta.0" },
        new("radxa-zero-3e", "Radxa ZERO 3E", Rockchip) { MinimumVersion = "1.12.0-beta.0" },
        new("rock3b", "Radxa ROCK 3B", Rockchip) { MinimumVersion = "1.12.0-beta.0" },
        new("orangepi-5-max", "Orange Pi 5 Max", Rockchip) { MinimumVersion = "1.12.0-beta.0" },
        new("rock5t", "Radxa ROCK 5T", Rockchip) { MinimumVersion = "1.12.0-beta.0" },
        new("friendlyelec-cm3588-nas", "FriendlyElec CM3588 NAS", Rockchip) { MinimumVersion = "1.13.0-alpha.1" },
        new("rock5b-plus", "Radxa ROCK 5B+", Rockchip) { MinimumVersion = "1.13.0-alpha.1" },
    ];

    public static IEnumerable<BoardOffer> For(SemanticVersion version) => All.Where(offer => offer.IsOfferedFor(version));

    public static BoardOffer? Find(string name) => All.FirstOrDefault(offer => offer.Name == name);

    /// <summary>The board that an overlay is for, or null for an overlay of somebody else.</summary>
    public static BoardOffer? Find(SchematicOverlay overlay) =>
        All.FirstOrDefault(offer => offer.Overlay == overlay.Name && offer.OverlayImage == overlay.Image);
}
