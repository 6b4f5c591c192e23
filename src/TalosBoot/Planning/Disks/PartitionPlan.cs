using TalosBoot.Core.Versions;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Schematics;

namespace TalosBoot.Planning.Disks;

/// <summary>Which partitions a disk image has, in order (docs/formats/disk.md). Their contents are added later.</summary>
internal static class PartitionPlan
{
    public const string Efi = "EFI";
    public const string Bios = "BIOS";
    public const string Boot = "BOOT";
    public const string Meta = "META";
    public const string State = "STATE";
    public const string Ephemeral = "EPHEMERAL";
    public const string ImageCache = "IMAGECACHE";

    /// <summary>The partitions of a disk.</summary>
    /// <param name="bootloader">What starts the kernel.</param>
    /// <param name="quirks">What the Talos version does.</param>
    /// <param name="imageCacheSize">The size of the partition for the image cache in bytes; 0 for none.</param>
    public static IReadOnlyList<GptPartition> Of(BootloaderKind bootloader, TalosQuirks quirks, long imageCacheSize)
    {
        var hasUki = bootloader is BootloaderKind.SdBoot or BootloaderKind.DualBoot;
        var partitions = new List<GptPartition>
        {
            new()
            {
                Name = Efi,
                Type = PartitionTypes.EfiSystem,
                Size = hasUki ? quirks.UkiEfiPartitionSize : TalosQuirks.GrubEfiPartitionSize,
            },
        };
        if (bootloader is BootloaderKind.Grub or BootloaderKind.DualBoot)
        {
            // GRUB looks for BOOT in the third place, so BIOS is there for arm64, too.
            partitions.Add(new GptPartition
            {
                Name = Bios,
                Type = PartitionTypes.BiosBoot,
                Size = TalosQuirks.BiosPartitionSize,
                Attributes = GptPartition.LegacyBiosBootable,
            });
            partitions.Add(Linux(Boot, quirks.BootPartitionSize));
        }

        partitions.Add(Linux(Meta, TalosQuirks.MetaPartitionSize));
        if (!quirks.SkipDataPartitions)
        {
            partitions.Add(Linux(State, TalosQuirks.StatePartitionSize));
            partitions.Add(Linux(Ephemeral, null));
        }

        if (imageCacheSize > 0)
        {
            partitions.Add(Linux(ImageCache, imageCacheSize));
        }

        return partitions;
    }

    static GptPartition Linux(string name, long? size) => new() { Name = name, Type = PartitionTypes.LinuxData, Size = size };
}
