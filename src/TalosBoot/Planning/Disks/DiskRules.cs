using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Planning.Disks;

/// <summary>Refuses disks that cannot be, before any work (docs/formats/disk.md).</summary>
internal static class DiskRules
{
    const uint UsualSectorSize = 512;
    const uint LargeSectorSize = 4096;

    public static void Check(ResolvedRequest request, BuildContext context)
    {
        var disk = request.Disk;
        if (disk.DiskSectorSize is not (0 or UsualSectorSize or LargeSectorSize))
        {
            throw new ProfileValidationException(
                DiagnosticIds.InvalidDiskSectorSize, "output.imageOptions.diskSectorSize",
                $"a sector of {disk.DiskSectorSize} bytes is not possible: choose 512 or 4096.");
        }

        if (disk.DiskSize <= 0)
        {
            throw new ProfileValidationException(
                DiagnosticIds.DiskSizeRequired, "output.imageOptions.diskSize", $"a disk of {disk.DiskSize} bytes is not possible. Give a larger size.");
        }

        if (request is { Bootloader: BootloaderKind.DualBoot, Architecture: Architecture.Arm64 })
        {
            throw new ProfileValidationException(
                DiagnosticIds.BootloaderNotPossible, "output.imageOptions.bootloader",
                "dual-boot is for amd64 only, since arm64 has no BIOS. Choose sd-boot or grub.");
        }

        if (request.Bootloader != BootloaderKind.Grub && !request.Quirks.SupportsUki)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.UkiNotSupported, "a disk image with a unified kernel image", request.Version, new TalosVersion(1, 5, 0),
                $"Talos {request.Version.Text} has no unified kernel images: they came with 1.5. Choose the bootloader grub.");
        }

        if (request.ImageCache != ContainerAsset.None && !request.Quirks.SkipDataPartitions)
        {
            throw new UnsupportedByTalosException(
                DiagnosticIds.ImageCacheNotSupported, "a disk image with an image cache", request.Version, new TalosVersion(1, 8, 0),
                $"a disk of Talos {request.Version.Text} ends with EPHEMERAL, which grows: behind it there is no place for an image cache. Leave it out, or choose 1.9 or newer, which reads one.");
        }

        if (request.Bootloader == BootloaderKind.Grub && disk.DiskSectorSize == LargeSectorSize)
        {
            context.Warn(new Diagnostic(
                DiagnosticIds.SmallEfiSystemPartition,
                "the EFI system partition of 100 MiB with sectors of 4096 bytes has fewer clusters than a FAT32 should have: some firmware may not read it."));
        }
    }
}
