namespace TalosBoot.Boot.Measurement;

/// <summary>What systemd calls the phases of a boot, and in which order they are measured (docs/formats/uki.md).</summary>
internal static class BootPhases
{
    /// <summary>The phases whose words extend PCR 11, in order.</summary>
    public static IReadOnlyList<BootPhase> Measured { get; } = [BootPhase.EnterInitrd, BootPhase.LeaveInitrd, BootPhase.EnterMachined, BootPhase.StartTheWorld];

    /// <summary>The word of a phase. systemd has none for the start of the kernel, which extends nothing.</summary>
    public static string WordOf(BootPhase phase) => phase switch
    {
        BootPhase.KernelStart => "kernel-start",
        BootPhase.EnterInitrd => "enter-initrd",
        BootPhase.LeaveInitrd => "leave-initrd",
        BootPhase.EnterMachined => "enter-machined",
        BootPhase.StartTheWorld => "start-the-world",
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "There is no such phase."),
    };
}
