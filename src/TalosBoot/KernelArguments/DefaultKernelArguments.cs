using TalosBoot.Core.Versions;

namespace TalosBoot.KernelArguments;

/// <summary>The arguments that every Talos machine boots with (docs/formats/profile.md).</summary>
internal static class DefaultKernelArguments
{
    static readonly (string Argument, Func<TalosQuirks, bool> AppliesTo)[] Table =
    [
        ("init_on_alloc=1", quirks => !quirks.DropInitOnAlloc),
        ("slab_nomerge=", _ => true),
        ("pti=on", _ => true),
        ("consoleblank=0", _ => true),
        ("nvme_core.io_timeout=4294967295", quirks => !quirks.NvmeCoreIoTimeoutAwsOnly),
        ("printk.devkmsg=on", _ => true),
        ("ima_template=ima-ng", quirks => quirks.SupportsIma),
        ("ima_appraise=fix", quirks => quirks.SupportsIma),
        ("ima_hash=sha512", quirks => quirks.SupportsIma),
        ("selinux=1", quirks => quirks.SupportsSELinux),
        ("module.sig_enforce=1", quirks => quirks.SupportsDisablingModuleSignatureVerification),
        ("proc_mem.force_override=never", quirks => quirks.ProcMemOverrideNever),
    ];

    public static IEnumerable<string> For(TalosQuirks quirks) => Table.Where(row => row.AppliesTo(quirks)).Select(row => row.Argument);

    public static IEnumerable<string> ForSecureBoot(TalosQuirks quirks) =>
        quirks.ForcesLockdownConfidentiality ? ["lockdown=confidentiality"] : [];
}
