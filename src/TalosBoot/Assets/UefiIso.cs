using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;

namespace TalosBoot.Assets;

/// <summary>The UEFI kind of an ISO: systemd-boot and a UKI on an appended EFI system partition (iso.md 2.2, 4 and 8.1).</summary>
internal static class UefiIso
{
    public static BlobSource Plan(
        Architecture architecture, TalosQuirks quirks, EspContent content, BuildClock clock, CancellationToken cancellationToken)
    {
        var tree = EspTree.ForIso(architecture, quirks.Version.Text, content, clock);
        var label = $"Talos-{quirks.Version.Text}";
        var options = new IsoOptions { Clock = clock, EfiSystemPartition = PlanEsp(tree, content, clock, cancellationToken) };
        return IsoImageBuilder.Build(
            tree, quirks.SupportsIsoLabel ? options with { VolumeId = IsoVolumeId.FromLabel(label), VolumeSetId = label } : options, cancellationToken);
    }

    static SparseSource PlanEsp(FileTree tree, EspContent content, BuildClock clock, CancellationToken cancellationToken)
    {
        var size = FatOptions.IsoEfiSystemPartitionSize(content.SystemdBoot.Length, content.Uki.Length);
        return FatImageBuilder.Build(tree, FatOptions.ForIsoEfiSystemPartition(size) with { Clock = clock }, cancellationToken);
    }
}
