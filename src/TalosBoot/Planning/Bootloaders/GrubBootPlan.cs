using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Grub;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>GRUB for a BIOS and for UEFI firmware (disk.md 3, iso.md 2.1).</summary>
internal sealed class GrubBootPlan : IBootPlan
{
    public async Task<BootLayout> PlanAsync(AssetParts parts, BootMedium medium, BuildContext context, CancellationToken cancellationToken)
    {
        var grub = await parts.GrubAsync(cancellationToken).ConfigureAwait(false);
        if (medium == BootMedium.Iso)
        {
            return await new GrubIsoTree(parts, grub, context).BuildAsync(hasEfi: true, cancellationToken).ConfigureAwait(false);
        }

        var target = GrubTargets.EfiOf(parts.Request.Architecture);
        var folder = GrubModuleFolder.Open(grub.Folders, target);
        var loader = await parts.RunAsync(token => GrubEfiImage.Build(folder, GrubModuleSets.ForDisk(target), token), cancellationToken).ConfigureAwait(false);
        var partition = new FileTree();

        // The names by which Talos finds them again when it is upgraded, which GRUB's own tools write otherwise.
        partition.SetFile($"EFI/boot/BOOT{parts.Request.Architecture.ToEfiName()}.efi", BlobSource.FromBytes(loader));
        var layout = await GrubDiskTree.BuildAsync(parts, grub, hasResetEntry: parts.Request.Quirks.SupportsResetGrubOption, cancellationToken).ConfigureAwait(false);
        return layout with { EfiSystemPartition = partition };
    }
}
