using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Planning.Bootloaders;

namespace TalosBoot.Planning.Planners;

/// <summary>
/// A bootable ISO (docs/formats/iso.md). Where systemd-boot starts it, it has an appended EFI system partition; where GRUB starts it, GRUB's files; the hybrid has both.
/// </summary>
internal sealed class IsoPlanner : IAssetPlanner
{
    const string ImageCacheFolder = "imagecache";

    // grub-mkrescue lets what is needed first lie in front.
    static readonly string[] LeadingPaths = ["boot"];

    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken)
    {
        var layout = await BootPlans.Of(parts.Request.Bootloader).PlanAsync(parts, BootMedium.Iso, context, cancellationToken).ConfigureAwait(false);
        var tree = new FileTree();
        AddAll(tree, layout.Boot);
        AddAll(tree, layout.EfiSystemPartition);
        if (await parts.ImageCacheAsync(cancellationToken).ConfigureAwait(false) is { } cache)
        {
            tree.Set(ImageCacheFolder, cache.Root);
        }

        using var report = context.Begin(BuildStage.FileSystem, "ISO");
        var iso = IsoImageBuilder.Build(tree, OptionsFor(parts.Request, layout, context, cancellationToken), cancellationToken);
        report.Complete();
        return new PlannedAsset(iso) { Uki = layout.Uki };
    }

    static IsoOptions OptionsFor(ResolvedRequest request, BootLayout layout, BuildContext context, CancellationToken cancellationToken)
    {
        var options = new IsoOptions { Clock = context.Clock, EfiSystemPartition = BuildPartition(layout, context, cancellationToken) };
        if (layout.GrubIso is { } grub)
        {
            options = options with
            {
                BiosBoot = grub.Bios,
                EfiBootImagePath = grub.EfiImagePath,
                PartitionTable = IsoPartitionTable.Gpt,
                Permissions = IsoPermissions.ReadOnlyForAll,
                LeadingPaths = LeadingPaths,
            };
        }

        var label = $"Talos-{request.Version.Text}";
        return request.Quirks.SupportsIsoLabel ? options with { VolumeId = IsoVolumeId.FromLabel(label), VolumeSetId = label } : options;
    }

    static BlobSource? BuildPartition(BootLayout layout, BuildContext context, CancellationToken cancellationToken)
    {
        if (layout.EfiSystemPartition is not { } tree)
        {
            return null;
        }

        var size = EfiVolumes.IsoSize(layout.SystemdBoot!.Length, layout.Uki!.Content.Length);
        return FatImageBuilder.Build(tree, EfiVolumes.ForIso(size) with { Clock = context.Clock }, cancellationToken);
    }

    static void AddAll(FileTree tree, FileTree? files)
    {
        foreach (var (name, entry) in files?.Root.Children ?? new Dictionary<string, FileTreeEntry>())
        {
            tree.Root.Set(name, entry);
        }
    }
}
