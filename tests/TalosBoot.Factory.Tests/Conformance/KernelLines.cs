namespace TalosBoot.Factory.Tests.Conformance;

/// <summary>The kernel command lines that the conformance list expects (factory.md 18.7.2).</summary>
internal static class KernelLines
{
    public static string Metal(int minor, string architecture = "amd64") => Line("metal", minor, (architecture, minor) switch
    {
        ("arm64", _) => "console=ttyAMA0 console=tty0",
        (_, >= 8) => "console=tty0",
        _ => "console=ttyS0 console=tty0",
    });

    public static string Cloud(string platform, int minor) => Line(platform, minor, "console=tty1 console=ttyS0 net.ifnames=0");

    public static string Equinix(int minor) => Line("equinixMetal", minor, "console=ttyS1,115200n8");

    static string Line(string platform, int minor, string consoles) =>
        $"talos.platform={platform} {consoles} init_on_alloc=1 slab_nomerge pti=on consoleblank=0 nvme_core.io_timeout=4294967295 printk.devkmsg=on"
        + (minor < 11 ? " ima_template=ima-ng ima_appraise=fix ima_hash=sha512" : string.Empty)
        + (minor >= 10 ? " selinux=1" : string.Empty)
        + (minor >= 12 ? " module.sig_enforce=1" : string.Empty)
        + (minor >= 13 ? " proc_mem.force_override=never" : string.Empty);
}
