using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>systemd-boot for UEFI firmware, and GRUB for a BIOS beside it (disk.md 4.2, iso.md 2.3).</summary>
internal sealed class DualBootPlan : IBootPlan
{
    static readonly SystemdBootPlan SystemdBoot = new();

    public async Task<BootLayout> PlanAsync(AssetParts parts, BootMedium medium, BuildContext context, CancellationToken cancellationToken)
    {
        var grub = await parts.GrubAsync(cancellationToken).ConfigureAwait(false);
        var bios = medium == BootMedium.Iso
            ? await new GrubIsoTree(parts, grub, context).BuildAsync(hasEfi: false, cancellationToken).ConfigureAwait(false)
            : await GrubDiskTree.BuildAsync(parts, grub, hasResetEntry: true, cancellationToken).ConfigureAwait(false);
        var efi = await SystemdBoot.PlanAsync(parts, medium, context, cancellationToken).ConfigureAwait(false);
        return efi with { Boot = bios.Boot, CoreImage = bios.CoreImage, GrubIso = bios.GrubIso };
    }
}
