using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Planning.Bootloaders;
using TalosBoot.Planning.Disks;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Planning.Planners;

/// <summary>
/// A disk image (docs/formats/disk.md): partitions with file systems in them, laid out around the files that they hold. No byte of those is read until somebody reads
/// the disk.
/// </summary>
internal sealed class DiskImagePlanner : IAssetPlanner
{
    const int UsualSectorSize = 512;
    const int BootCodeLength = 446;

    public async Task<PlannedAsset> PlanAsync(AssetParts parts, BuildContext context, CancellationToken cancellationToken)
    {
        var request = parts.Request;
        DiskRules.Check(request, context);
        var conversion = DiskConversion.Of(request);
        var meta = DiskMeta.Build(request);
        var cache = await parts.ImageCacheAsync(cancellationToken).ConfigureAwait(false);
        var layout = await BootPlans.Of(request.Bootloader).PlanAsync(parts, BootMedium.Disk, context, cancellationToken).ConfigureAwait(false);
        var overlay = await OverlayOnDisk.PlanAsync(parts, layout, context, cancellationToken).ConfigureAwait(false);
        using var report = context.Begin(BuildStage.Disk, ProfileFileNames.Unpacked(request.Profile));
        var disk = Build(request, layout, new DiskExtras(meta, cache, overlay), context, cancellationToken);
        report.Complete();
        return conversion.Convert(disk, context) with { Uki = layout.Uki };
    }

    static BlobSource Build(ResolvedRequest request, BootLayout layout, DiskExtras extras, BuildContext context, CancellationToken cancellationToken)
    {
        var sectorSize = request.Disk.DiskSectorSize == 0 ? UsualSectorSize : (int)request.Disk.DiskSectorSize;
        var cacheSize = extras.ImageCache is { } cache ? ImageCachePartition.SizeFor(cache, sectorSize, context, cancellationToken) : 0;
        var builder = new GptImageBuilder(new GptOptions
        {
            Size = checked(request.Disk.DiskSize + cacheSize),
            SectorSize = sectorSize,
            EntriesLba = extras.Overlay.EntriesLba(sectorSize),
        });
        ReadOnlyMemory<byte> bootCode = default;
        foreach (var partition in PartitionPlan.Of(request.Bootloader, request.Quirks, cacheSize))
        {
            switch (partition.Name)
            {
                case PartitionPlan.Efi:
                    builder.Add(partition with { Content = BuildEfi(request, layout, partition.Size!.Value, sectorSize, context, cancellationToken) });
                    break;
                case PartitionPlan.Bios when layout.CoreImage is { } core:
                    // GRUB counts the disk's own sectors here, as upstream does, whatever their size.
                    var extent = builder.Add(partition, place => BlobSource.FromBytes(core.At(place.FirstLba)));
                    bootCode = core.BootSectorFor(extent.FirstLba).AsMemory(0, BootCodeLength);
                    break;
                case PartitionPlan.Boot:
                    builder.Add(partition with
                    {
                        Content = XfsImageBuilder.Build(
                            layout.Boot!,
                            XfsOptions.ForBootPartition(
                                partition.Size!.Value, XfsOptions.FeaturesOf(request.Quirks.XfsConfiguration), sectorSize, context.Clock),
                            cancellationToken),
                    });
                    break;
                case PartitionPlan.Meta:
                    builder.Add(partition with { Content = extras.Meta });
                    break;
                case PartitionPlan.ImageCache:
                    builder.Add(partition with { Content = ImageCachePartition.Build(extras.ImageCache!, cacheSize, sectorSize, context, cancellationToken) });
                    break;
                default:
                    builder.Add(partition);
                    break;
            }
        }

        foreach (var write in extras.Overlay.DiskWrites)
        {
            builder.PlaceOutsidePartitions(write.Offset, write.Content, "boot loader of the overlay");
        }

        return builder.Build(bootCode);
    }

    static BlobSource BuildEfi(
        ResolvedRequest request, BootLayout layout, long size, int sectorSize, BuildContext context, CancellationToken cancellationToken) => FatImageBuilder.Build(
        layout.EfiSystemPartition!,
        FatOptions.ForEfiSystemPartition(size, sectorSize) with
        {
            Clock = context.Clock,
            AllowsSmallFat32 = request.Bootloader == BootloaderKind.Grub,
        },
        cancellationToken);
}
