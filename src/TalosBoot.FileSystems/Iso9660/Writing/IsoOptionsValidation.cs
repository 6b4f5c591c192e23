using TalosBoot.Disks.PartitionTables;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>Finds options that no image can be made of.</summary>
internal static class IsoOptionsValidation
{
    public static void Validate(IsoOptions options)
    {
        RequireText(options.VolumeId, PrimaryVolumeDescriptor.VolumeIdLength, nameof(options.VolumeId));
        RequireText(options.VolumeSetId, PrimaryVolumeDescriptor.LongIdLength, nameof(options.VolumeSetId));
        RequireText(options.PreparerId, PrimaryVolumeDescriptor.LongIdLength, nameof(options.PreparerId));
        ArgumentNullException.ThrowIfNull(options.LeadingPaths);
        Require(
            options.EfiSystemPartition is null || options.EfiBootImagePath is null, nameof(options.EfiBootImagePath),
            "An image has one EFI boot image: an appended partition, or a file of the tree.");
        Require(
            options.EfiSystemPartition is not { Length: 0 }, nameof(options.EfiSystemPartition), "The EFI system partition is empty.");
        if (options.BiosBoot is { DiskBootCode.IsEmpty: false } bios)
        {
            Require(
                options.EfiSystemPartition is not null
                    || (options.EfiBootImagePath is not null && options.PartitionTable == IsoPartitionTable.Gpt), nameof(options.BiosBoot),
                "Boot code for disks needs a partition table, and that needs an EFI system partition, or a GPT that names an EFI boot image.");
            Require(
                bios.DiskBootCode.Length == MasterBootRecord.Size, nameof(options.BiosBoot),
                $"Boot code for disks has {bios.DiskBootCode.Length} bytes; "
                + $"it must have {MasterBootRecord.Size}, like GRUB's boot_hybrid.img.");
        }
    }

    /// <summary>Checks what the patches of GRUB's image need.</summary>
    public static void ValidateGrubImage(IsoContent image) => Require(
        image.Source.Length is >= GrubImageSource.MinimumLength and <= GrubImageSource.MaximumLength, nameof(IsoOptions.BiosBoot),
        $"\"{image.Path}\" has {image.Source.Length} bytes; "
        + $"an image of GRUB has {GrubImageSource.MinimumLength} to {GrubImageSource.MaximumLength}.");

    static void RequireText(string text, int limit, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        Require(text.Length <= limit, name, $"\"{text}\" has {text.Length} characters; {limit} fit.");
        Require(text.All(character => character is >= ' ' and <= '~'), name, $"\"{text}\" has characters that are not printable ASCII.");
    }

    static void Require(bool condition, string name, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message, name);
        }
    }
}
