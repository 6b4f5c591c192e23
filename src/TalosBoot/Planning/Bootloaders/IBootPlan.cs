using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>Says what a bootloader needs where: on the EFI system partition, in BOOT, and before the first partition. Stateless: one for all requests.</summary>
internal interface IBootPlan
{
    /// <summary>Makes what the bootloader needs.</summary>
    /// <param name="parts">What it is made of.</param>
    /// <param name="medium">What the machine is started from.</param>
    /// <param name="context">Goes along with the build.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    Task<BootLayout> PlanAsync(AssetParts parts, BootMedium medium, BuildContext context, CancellationToken cancellationToken);
}
