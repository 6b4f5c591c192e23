using TalosBoot.Schematics;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>The boot plans, one for each bootloader.</summary>
internal static class BootPlans
{
    static readonly Dictionary<BootloaderKind, IBootPlan> Table = new()
    {
        [BootloaderKind.SdBoot] = new SystemdBootPlan(),
        [BootloaderKind.Grub] = new GrubBootPlan(),
        [BootloaderKind.DualBoot] = new DualBootPlan(),
    };

    /// <summary>The plan of a bootloader. What has none is refused before (<see cref="UnbuiltOutputs"/>).</summary>
    public static IBootPlan Of(BootloaderKind bootloader) => Table[bootloader];
}
