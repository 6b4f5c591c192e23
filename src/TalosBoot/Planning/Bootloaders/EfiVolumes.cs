using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Fat;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>The FAT volumes that firmware finds bootloaders on, as Talos makes them (docs/formats/fat.md).</summary>
internal static class EfiVolumes
{
    const long Mebibyte = 1024 * 1024;
    const int SectorSize = 512;

    /// <summary>The smallest FAT32 that firmware recognises as one.</summary>
    const long SmallestIsoPartition = 33 * Mebibyte;

    /// <summary>What an ISO's partition has beside its files.</summary>
    const long IsoRoom = 10 * Mebibyte;

    /// <summary>With fewer clusters than this, upstream halves the cluster size of the EFI system partition of an ISO.</summary>
    const long WantedIsoClusters = 67_573;
    const int LargestIsoCluster = 8;

    /// <summary>
    /// The EFI system partition of an ISO, as imagers from 1.14.0-rc.1 on make it: clusters of up to eight sectors as long as there are enough of them.
    /// Earlier ones left the cluster size to mkfs.fat.
    /// </summary>
    /// <param name="size">The size of the partition in bytes.</param>
    public static FatOptions ForIso(long size)
    {
        var sectorsPerCluster = 1;
        for (var candidate = 2; candidate <= LargestIsoCluster && size / SectorSize / candidate >= WantedIsoClusters; candidate *= 2)
        {
            sectorsPerCluster = candidate;
        }

        return FatOptions.ForEfiSystemPartition(size) with { SectorsPerCluster = sectorsPerCluster };
    }

    /// <summary>The size of the EFI system partition of an ISO in bytes: each file rounded up to mebibytes, and some room.</summary>
    /// <param name="fileSizes">The lengths of the files in bytes.</param>
    public static long IsoSize(params ReadOnlySpan<long> fileSizes)
    {
        var size = IsoRoom;
        foreach (var fileSize in fileSizes)
        {
            size += Alignment.Up(fileSize, Mebibyte);
        }

        return Math.Max(SmallestIsoPartition, size);
    }

    /// <summary>The FAT12 image of 2.88 MB that GRUB's ISOs carry for EFI, in the geometry of <c>mformat -f 2880 -L 16</c>.</summary>
    /// <param name="serialNumber">The serial number: upstream takes the low 32 bits of the build time.</param>
    public static FatOptions ForGrubIso(uint serialNumber) => new()
    {
        Size = 2880 * 1024,
        Type = FatType.Fat12,
        RootEntries = 240,
        OemName = "MTOO4049",
        SerialNumber = serialNumber,
        Name = "EFI boot image",
    };
}
