namespace TalosBoot.Boot.Measurement;

/// <summary>The moments of a boot at which PCR 11 has a value of its own. Each phase extends the one before it.</summary>
public enum BootPhase
{
    /// <summary>The stub has measured the UKI and starts the kernel.</summary>
    KernelStart,

    /// <summary>The initramfs runs: <c>enter-initrd</c>.</summary>
    EnterInitrd,

    /// <summary>The initramfs hands over: <c>leave-initrd</c>.</summary>
    LeaveInitrd,

    /// <summary>machined runs: <c>enter-machined</c>. Signatures are made for this phase, and disks are unlocked in it.</summary>
    EnterMachined,

    /// <summary>The system is up: <c>start-the-world</c>. Nothing can be unsealed any more.</summary>
    StartTheWorld,
}
