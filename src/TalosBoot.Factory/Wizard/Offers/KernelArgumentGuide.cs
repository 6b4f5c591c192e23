namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>Says what kernel arguments do.</summary>
internal static class KernelArgumentGuide
{
    /// <summary>The beginnings of arguments that there is a text for, each called <c>argument.</c> and its word without its dots and signs.</summary>
    static readonly (string Start, string Key)[] Known =
    [
        ("talos.platform=", "platform"), ("talos.config=", "config"), ("talos.halt_if_installed", "halt"), ("talos.dashboard.disabled", "dashboard"),
        ("talos.environment=", "environment"), ("console=", "console"), ("earlyprintk=", "console"), ("net.ifnames=", "ifnames"),
        ("init_on_alloc=", "memory"), ("slab_nomerge", "memory"), ("pti=", "memory"), ("proc_mem.", "memory"), ("consoleblank=", "blank"),
        ("nvme_core.io_timeout=", "nvme"), ("printk.devkmsg=", "printk"), ("ima_", "ima"), ("selinux=", "selinux"), ("module.sig_enforce=", "modules"),
        ("lockdown=", "lockdown"), ("sysctl.kernel.kexec_load_disabled", "kexec"), ("rootdelay=", "rootdelay"), ("ip=", "ip"), ("vlan=", "ip"), ("bond=", "ip"),
        ("-", "removed"),
    ];

    /// <summary>The name of the text about an argument, or null.</summary>
    public static string? TextOf(string argument)
    {
        var known = Array.Find(Known, entry => argument.StartsWith(entry.Start, StringComparison.Ordinal));
        return known.Key is null ? null : $"argument.{known.Key}";
    }
}
