namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>A group of extensions.</summary>
/// <param name="Key">What it is called among the texts.</param>
/// <param name="Words">Words of which one is in the names of its extensions.</param>
internal sealed record ExtensionGroup(string Key, params IReadOnlyList<string> Words)
{
    /// <summary>The groups, in the order in which they are shown. The first that fits has the extension; the last takes all.</summary>
    public static IReadOnlyList<ExtensionGroup> All { get; } =
    [
        new("guests", "guest", "vmtoolsd", "xe-", "xen-", "hyperv", "qemu", "cloud-init"),
        new("firmware", "ucode", "firmware", "bnx2", "intel-ice", "realtek", "chelsio", "qlogic", "mellanox"),
        new("graphics", "nvidia", "amdgpu", "i915", "xe", "gasket", "hailort", "tenstorrent", "mei", "v4l", "uvc", "fabric"),
        new("storage", "zfs", "drbd", "iscsi", "mdadm", "btrfs", "nfs", "fuse", "lvm", "nvme", "dm-", "ceph", "stargz", "zram", "vdo", "multipath", "trident"),
        new("network", "tailscale", "cloudflared", "netbird", "zerotier", "bird", "frr", "lldpd", "ecr", "net-", "wireguard", "nebula", "newt", "modem", "wifi", "can"),
        new("runtimes", "gvisor", "kata", "wasm", "spin", "youki", "crun", "sysbox"),
        new("hardware", "usb", "pci", "serial", "thunderbolt", "gpio", "ipmi", "nut", "drivers", "modules", "tools"),
        new("others", ""),
    ];

    public bool Contains(string name) => Words.Any(word => name.Contains(word, StringComparison.Ordinal));

    public static ExtensionGroup Of(string repository)
    {
        var name = repository[(repository.LastIndexOf('/') + 1)..];
        return All.First(group => group.Contains(name));
    }
}
