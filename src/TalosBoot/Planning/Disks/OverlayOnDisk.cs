using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Overlays;
using TalosBoot.Planning.Bootloaders;

namespace TalosBoot.Planning.Disks;

/// <summary>What an overlay does to a disk: it moves the entries of the partition table, and installs its files and its boot loader (docs/formats/disk.md).</summary>
/// <param name="PartitionOffset">How far the entries are moved, in sectors of 512 bytes.</param>
/// <param name="DiskWrites">What is written in front of them.</param>
internal sealed record OverlayOnDisk(long PartitionOffset, IReadOnlyList<OverlayDiskWrite> DiskWrites)
{
    const int OffsetUnit = 512;
    const int UsualEntriesLba = 2;

    static OverlayOnDisk None { get; } = new(0, []);

    /// <summary>Installs the overlay of a request where GRUB starts the machine: its files go over those of the bootloader on the EFI system partition.</summary>
    public static async Task<OverlayOnDisk> PlanAsync(AssetParts parts, BootLayout layout, BuildContext context, CancellationToken cancellationToken)
    {
        if (await parts.OverlayAsync(cancellationToken).ConfigureAwait(false) is not { } overlay)
        {
            return None;
        }

        var offset = CheckedOffset(overlay);

        // As upstream has it since 1.13: systemd-boot runs no step of an overlay.
        if (layout.Boot is null)
        {
            context.Warn(new Diagnostic(
                DiagnosticIds.OverlayNotInstalled,
                $"systemd-boot starts the disk, and installs nothing of the overlay {overlay.Chosen.Name} but its kernel arguments and its partition offset. "
                + "Choose the bootloader grub, as the profiles of official overlays do."));
            return None with { PartitionOffset = offset };
        }

        var installation = await parts.InstallOverlayAsync(overlay, parts.Request.Disk.DiskSize, cancellationToken).ConfigureAwait(false);
        LayOver(layout.EfiSystemPartition!, installation.Esp, overlay, context);
        return new OverlayOnDisk(offset, installation.DiskWrites);
    }

    /// <summary>Where the entries of the partition table begin.</summary>
    public long EntriesLba(int sectorSize) => UsualEntriesLba + (PartitionOffset * OffsetUnit / sectorSize);

    /// <summary>An overlay of the caller's own may tell any number.</summary>
    static long CheckedOffset(PlannedOverlay overlay) => overlay.Told.PartitionOffset is >= 0 and <= OverlayOptions.LargestPartitionOffset and var offset
        ? offset
        : throw new OverlayException(
            DiagnosticIds.OverlayAnswerInvalid, overlay.ImageName, overlay.Chosen.Name,
            $"the overlay asks for a partition offset of {overlay.Told.PartitionOffset} sectors, and 0 to {OverlayOptions.LargestPartitionOffset} are possible. "
            + "Let its GetOptionsAsync tell another one.");

    static void LayOver(FileTree partition, FileTree files, PlannedOverlay overlay, BuildContext context)
    {
        foreach (var (path, entry) in files.Walk())
        {
            var metadata = entry.Metadata with { ModifiedAt = context.Clock.UnixSeconds };
            if (entry is RegularFile file)
            {
                if (partition.Find(path) is DirectoryNode)
                {
                    throw new OverlayException(
                        DiagnosticIds.OverlayFileRefused, overlay.ImageName, overlay.Chosen.Name,
                        $"\"{path}\" cannot be a file on the EFI system partition: the bootloader has a folder there.");
                }

                partition.Set(path, new RegularFile(file.Content, metadata));
            }
            else if (partition.Find(path) is not DirectoryNode)
            {
                partition.Set(path, new DirectoryNode(metadata));
            }
        }
    }
}
