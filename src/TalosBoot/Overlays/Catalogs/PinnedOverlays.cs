using TalosBoot.Overlays.Boards;

namespace TalosBoot.Overlays.Catalogs;

/// <summary>
/// Which releases of the official overlays belong to which Talos release, as its catalog says (installer-overlay.md 16): for hosts that have no registry to
/// ask. It knows the catalogs that were published when it was written, and nothing of later ones.
/// </summary>
public static class PinnedOverlays
{
    const string Registry = "ghcr.io";

    // Talos releases from and to, both included, and the releases of Allwinner, Jetson, Raspberry Pi and Rockchip.
    static readonly Row[] Rows =
    [
        new("1.7.0-alpha.1", "1.7.0-alpha.1", "0.1.0-alpha.0", "0.1.0-alpha.0", "0.1.0-alpha.1", "0.1.0-alpha.2"),
        new("1.7.0-beta.0", "1.7.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.0"),
        new("1.7.0-beta.1", "1.7.7", "0.1.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.1"),
        new("1.8.0-alpha.0", "1.8.0-alpha.0", "0.1.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.1"),
        new("1.8.0-alpha.1", "1.8.0-alpha.1", "0.1.0-beta.0", "0.1.0-beta.0", "0.1.0-beta.1", "0.1.0-beta.2"),
        new("1.8.0-alpha.2", "1.8.4", "0.1.0-beta.1", "0.1.0-beta.1", "0.1.0-beta.2", "0.1.0-beta.4"),
        new("1.9.0-alpha.0", "1.9.0-alpha.3", "0.1.0-beta.1", "0.1.0-beta.1", "0.1.0-beta.2", "0.1.0-beta.4"),
        new("1.9.0-beta.0", "1.9.0-beta.0", "0.1.0", "0.1.0", "0.1.0", "0.1.0"),
        new("1.9.0-beta.1", "1.9.0", "0.1.0", "0.1.0", "0.1.0", "0.1.1"),
        new("1.9.1", "1.9.1", "0.1.0", "0.1.0", "0.1.1", "0.1.1"),
        new("1.9.2", "1.9.2", "0.1.0", "0.1.0", "0.1.1", "0.1.2"),
        new("1.9.3", "1.9.3", "0.1.0", "0.1.0", "0.1.2", "0.1.3"),
        new("1.9.4", "1.9.6", "0.1.0", "0.1.0", "0.1.3", "0.1.3"),
        new("1.10.0-alpha.0", "1.10.0-alpha.0", "0.1.0", "0.1.0", "0.1.1", "0.1.1"),
        new("1.10.0-alpha.1", "1.10.0-alpha.1", "0.1.0", "0.1.0", "0.1.2", "0.1.3"),
        new("1.10.0-alpha.2", "1.10.0-alpha.3", "0.1.0", "0.1.0", "0.1.3", "0.1.3"),
        new("1.10.0-beta.0", "1.10.0", "0.1.1", "0.1.1", "0.1.4", "0.1.4"),
        new("1.10.1", "1.10.9", "0.1.2", "0.1.2", "0.1.5", "0.1.5"),
        new("1.11.0-alpha.0", "1.11.0-alpha.0", "0.1.1", "0.1.1", "0.1.4", "0.1.4"),
        new("1.11.0-alpha.1", "1.11.6", "0.1.2", "0.1.2", "0.1.5", "0.1.5"),
        new("1.12.0-alpha.0", "1.12.0-alpha.0", "0.1.2", "0.1.2", "0.1.5", "0.1.5"),
        new("1.12.0-alpha.1", "1.12.0-alpha.2", "0.1.2", "0.1.2", "0.1.5", "0.1.6"),
        new("1.12.0-beta.0", "1.12.0-rc.1", "0.1.3", "0.1.3", "0.1.6", "0.1.7"),
        new("1.12.0", "1.12.2", "0.1.3", "0.1.3", "0.1.7", "0.1.7"),
        new("1.12.3", "1.12.4", "0.1.3", "0.1.3", "0.1.8", "0.1.8"),
        new("1.12.5", "1.12.9", "0.1.5", "0.1.5", "0.2.0", "0.2.0"),
        new("1.13.0-alpha.0", "1.13.0-alpha.0", "0.1.3", "0.1.3", "0.1.7", "0.1.7"),
        new("1.13.0-alpha.1", "1.13.0-alpha.1", "0.1.3", "0.1.3", "0.1.8", "0.1.8"),
        new("1.13.0-alpha.2", "1.13.0-alpha.2", "0.1.4", "0.1.4", "0.1.9", "0.1.9"),
        new("1.13.0-beta.0", "1.13.5", "0.1.5", "0.1.5", "0.2.0", "0.2.0"),
        new("1.14.0-alpha.0", "1.14.0-alpha.2", "0.1.5", "0.1.5", "0.2.0", "0.2.0"),
    ];

    // The order in which catalogs list the boards, up to 1.12.0-alpha.0 and after.
    static readonly string[] EarlyOrder =
    [
        "rpi_generic", "revpi_generic", "rockpi4", "rockpi4c", "rock4cplus", "rock4se", "nanopi-r4s", "nanopi-r5s", "rock64", "rockpro64", "orangepi-5",
        "orangepi-5-plus", "orangepi-r1-plus-lts", "helios64", "turingrk1", "rock5a", "rock5b", "jetson_nano", "bananapi_m64", "libretech_all_h3_cc_h5", "pine64",
    ];

    static readonly string[] LateOrder =
    [
        "bananapi_m64", "libretech_all_h3_cc_h5", "pine64", "jetson_nano", "revpi_generic", "rpi_generic", "rpi_5", "helios64", "nanopi-r4s", "nanopi-r5s",
        "odroid-m1", "orangepi-5", "orangepi-5-max", "orangepi-5-plus", "orangepi-r1-plus-lts", "radxa-zero-3e", "rock3b", "rock4cplus", "rock4se", "rock5a",
        "rock5b", "rock5t", "rock64", "rockpi4", "rockpi4c", "rockpro64", "turingrk1", "friendlyelec-cm3588-nas", "rock5b-plus",
    ];

    static readonly ReleaseTag LastOfEarlyOrder = ReleaseTag.Parse("1.12.0-alpha.0");

    /// <summary>The overlays of a Talos release, in the order of its catalog.</summary>
    /// <param name="talosVersion">The exact tag, such as <c>v1.12.0</c>: the releases change within a minor version.</param>
    /// <returns>The overlays; empty for a Talos release whose catalog is not known.</returns>
    /// <remarks>The catalog of 1.13.0-alpha.1 calls <c>rpi_5</c> by a name that its image does not have; here it has that of the image.</remarks>
    public static IReadOnlyList<OfficialOverlay> Of(string talosVersion)
    {
        ArgumentNullException.ThrowIfNull(talosVersion);
        return ReleaseTag.TryParse(talosVersion) is { } talos && Array.Find(Rows, row => talos >= row.From && talos <= row.To) is { } pins
            ? [.. (talos <= LastOfEarlyOrder ? EarlyOrder : LateOrder).Select(name => Find(name, pins)).OfType<OfficialOverlay>()]
            : [];
    }

    static OfficialOverlay? Find(string name, Row pins)
    {
        var board = OfficialBoards.Find(null, name, null)!;
        var release = pins.ReleaseOf(board.Family);
        return release < board.FirstRelease ? null
            : new OfficialOverlay { Name = name, Registry = Registry, Repository = board.Family.Repository, Tag = release.ToString() };
    }

    sealed class Row(string from, string to, string allwinner, string jetson, string raspberryPi, string rockchip)
    {
        public ReleaseTag From { get; } = ReleaseTag.Parse(from);

        public ReleaseTag To { get; } = ReleaseTag.Parse(to);

        public ReleaseTag ReleaseOf(BoardFamily family) => ReleaseTag.Parse(
            family == BoardFamily.Allwinner ? allwinner : family == BoardFamily.Jetson ? jetson : family == BoardFamily.RaspberryPi ? raspberryPi : rockchip);
    }
}
