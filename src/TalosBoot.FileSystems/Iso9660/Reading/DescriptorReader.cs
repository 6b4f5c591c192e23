using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Reads the volume descriptors.</summary>
internal static class DescriptorReader
{
    const int MaximumCount = 64;

    /// <summary>The primary descriptor, and the block of the boot catalog when a boot record names one.</summary>
    public static (PrimaryVolumeDescriptor Primary, uint? CatalogBlock) Read(BlobSource image)
    {
        PrimaryVolumeDescriptor? primary = null;
        uint? catalog = null;
        var descriptor = new byte[IsoFormat.BlockSize];
        for (var index = 0; index < MaximumCount; index++)
        {
            var offset = (IsoFormat.SystemAreaBlocks + (long)index) * IsoFormat.BlockSize;
            if (image.Length < offset + IsoFormat.BlockSize)
            {
                throw index == 0
                    ? NotIso(offset, $"the input has {image.Length} bytes only.")
                    : IsoFormat.Error(DiagnosticIds.Truncated, offset, "the volume descriptors are cut short. Fetch the image again.");
            }

            image.Read(offset, descriptor);
            if (!VolumeDescriptors.HasIdentifier(descriptor))
            {
                throw index == 0 ? NotIso(offset, "there is no \"CD001\".") : Damaged(offset, "a volume descriptor has no \"CD001\".");
            }

            if (descriptor[0] == VolumeDescriptors.Terminator)
            {
                return (Check(primary ?? throw Damaged(offset, "there is no primary volume descriptor."), image), catalog);
            }

            if (descriptor[0] == VolumeDescriptors.Primary)
            {
                primary ??= OnDiskStructure.Read<PrimaryVolumeDescriptor>(descriptor, offset);
            }
            else if (VolumeDescriptors.TryReadBootRecord(descriptor, out var block))
            {
                catalog ??= block;
            }
        }

        throw Damaged(
            (IsoFormat.SystemAreaBlocks + MaximumCount) * IsoFormat.BlockSize,
            $"there is no terminator among {MaximumCount} volume descriptors.");
    }

    static PrimaryVolumeDescriptor Check(PrimaryVolumeDescriptor primary, BlobSource image)
    {
        var length = (long)primary.BlockCount * IsoFormat.BlockSize;
        return length <= image.Length
            ? primary
            : throw IsoFormat.Error(
                DiagnosticIds.Truncated, image.Length,
                $"the volume has {length} bytes and the input {image.Length}. Fetch the image again.");
    }

    static ImageFormatException NotIso(long offset, string message) => IsoFormat.Error(
        DiagnosticIds.NotIso9660, offset, $"{message} This is no ISO image. Check the input, and whether it is compressed.");

    static ImageFormatException Damaged(long offset, string message) => IsoFormat.Error(
        DiagnosticIds.IsoDescriptorDamaged, offset, $"{message} The volume is damaged.");
}
