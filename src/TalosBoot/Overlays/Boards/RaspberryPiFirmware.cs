namespace TalosBoot.Overlays.Boards;

/// <summary>
/// Folders and <c>config.txt</c> of Raspberry Pi boards by release (installer-overlay.md 14.3). Upstream's files have comments, too, which the firmware
/// does not read.
/// </summary>
internal static class RaspberryPiFirmware
{
    /// <summary>The firmware that all boards but the fifth take.</summary>
    public const string Folder = "arm64/firmware/boot";

    static readonly ReleaseTag WithWatchdog = ReleaseTag.Parse("v0.1.2");
    static readonly ReleaseTag WithFive = ReleaseTag.Parse("v0.1.7");
    static readonly ReleaseTag WithFoldersOfFive = ReleaseTag.Parse("v0.1.9");

    static readonly string[] Base =
        ["gpu_mem=32", "hdmi_safe:0=1", "hdmi_safe:1=1", "kernel=u-boot.bin", "arm_64bit=1", "arm_boost=1", "enable_uart=1"];

    static readonly string[] WithoutRadio = ["dtoverlay=disable-bt", "dtoverlay=disable-wifi"];
    static readonly string[] OfFive = ["[pi5]", "enable_uart=0", "[all]"];

    /// <summary>Those of Talos 1.6 and older, before there were overlays.</summary>
    public static IReadOnlyList<string> LegacyConfiguration { get; } =
        ["gpu_mem=32", "hdmi_safe:0=1", "hdmi_safe:1=1", "enable_gic=1", "kernel=u-boot.bin", "arm_64bit=1", "arm_boost=1", "enable_uart=1", "dtoverlay=disable-bt"];

    public static IReadOnlyList<string> RevolutionPiConfiguration { get; } = [.. Base, .. WithoutRadio];

    public static IReadOnlyList<string> FiveConfiguration { get; } = [.. Base, .. OfFive];

    public static IReadOnlyList<string> GenericConfiguration(ReleaseTag release) =>
        release >= WithFive ? [.. Base, .. WithoutRadio, .. OfFive]
        : release == WithWatchdog ? [.. Base, .. WithoutRadio, "dtparam=watchdog=on"]
        : [.. Base, .. WithoutRadio];

    public static IReadOnlyList<string> FoldersOfFive(ReleaseTag release) => [release >= WithFoldersOfFive ? "rpi_5" : Folder];
}
