using TalosBoot.Core.Work;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Planning.Bootloaders;

namespace TalosBoot.Planning.Planners;

/// <summary>A bootable ISO. The UEFI kind: systemd-boot and a UKI on an appended EFI system partition (iso.md 2.2, 4 and 8.1).</summary>
internal sealed class IsoPlanner : IAssetPlanner
{
    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken)
    {
        var layout = await BootPlans.Of(parts.Request.Bootloader).PlanAsync(parts, BootMedium.Iso, context, cancellationToken).ConfigureAwait(false);
        var tree = layout.EfiSystemPartition!;
        var size = FatOptions.IsoEfiSystemPartitionSize(layout.SystemdBoot!.Length, layout.Uki!.Content.Length);
        var partition = FatImageBuilder.Build(
            tree, FatOptions.ForIsoEfiSystemPartition(size) with { Clock = context.Clock }, cancellationToken);
        var options = new IsoOptions { Clock = context.Clock, EfiSystemPartition = partition };
        var label = $"Talos-{parts.Request.Version.Text}";
        var iso = IsoImageBuilder.Build(
            tree,
            parts.Request.Quirks.SupportsIsoLabel ? options with { VolumeId = IsoVolumeId.FromLabel(label), VolumeSetId = label } : options,
            cancellationToken);
        return new PlannedAsset(iso) { Uki = layout.Uki };
    }
}
