namespace TalosBoot.Core.Versions;

/// <content>Where extensions may have files (docs/formats/initramfs.md).</content>
public sealed partial class TalosQuirks
{
    static readonly string[] AtAllTimes = ["/etc/cri/conf.d", "/usr/local"];
    static readonly string[] FromThirdParties = ["/usr/share/glvnd", "/usr/share/egl", "/etc/vulkan"];
    static readonly string[] BeforeMergedUsr = ["/lib/firmware", "/lib/modules", "/lib64/ld-linux-x86-64.so.2"];

    static readonly string[] WithMergedUsr =
    [
        .. AtAllTimes, .. FromThirdParties, "/usr/bin/ldconfig", "/usr/lib/firmware", "/usr/lib/ld-linux-x86-64.so.2", "/usr/lib/modules",
        "/usr/lib/udev/rules.d",
    ];

    static readonly (VersionRange Range, string[] Paths)[] ExtensionPaths =
    [
        (VersionRange.Since(1, 13),
        [
            .. WithMergedUsr, "/usr/lib/ld-linux-aarch64.so.1", "/etc/ld.so.cache", "/etc/ld.so.conf", "/usr/bin/nvidia-cdi-hook", "/usr/bin/nvidia-ctk",
            "/usr/bin/nvidia-modprobe", "/usr/bin/nvidia-pcc", "/usr/bin/nvidia-smi", "/usr/bin/nvme",
        ]),
        (VersionRange.Since(1, 12), [.. WithMergedUsr, "/usr/lib/ld-linux-aarch64.so.1"]),
        (VersionRange.Since(1, 10), WithMergedUsr),
        (VersionRange.Since(1, 9), [.. AtAllTimes, .. FromThirdParties, .. BeforeMergedUsr, "/sbin/ldconfig", "/usr/lib/udev/rules.d"]),
        (VersionRange.Since(1, 5), [.. AtAllTimes, .. FromThirdParties, .. BeforeMergedUsr, "/usr/etc/udev/rules.d"]),
        (new VersionRange(null, null, true), [.. AtAllTimes, .. BeforeMergedUsr, "/usr/etc/udev/rules.d"]),
    ];

    /// <summary>The files and folders that extensions may have. Talos itself checked that up to 1.8, in its installer up to 1.9.</summary>
    public IReadOnlyList<string> AllowedExtensionPaths => ExtensionPaths.First(row => row.Range.Contains(Version)).Paths;
}
