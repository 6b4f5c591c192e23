using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Blocks;

/// <summary>What the readers of disk images say when they cannot go on.</summary>
/// <param name="format">The name of the format.</param>
internal readonly struct DiskImageFailure(string format)
{
    /// <summary>The largest disk that is read: as large as VHDX can be, and larger than any boot disk.</summary>
    public const long MaximumDiskLength = 64L * 1024 * 1024 * 1024 * 1024;

    /// <summary>
    /// The most parts that a disk is put together from: 128 GiB of blocks of 64 KiB that all lie apart. Blocks that follow each other are one part.
    /// </summary>
    public const int MaximumParts = 2 * 1024 * 1024;

    /// <summary>How many bytes of a disk there are at most for each byte of its image: more than compression gives, of anything but what is left out.</summary>
    public const int MaximumExpansion = 4096;

    /// <summary>Throws unless a condition holds.</summary>
    public void Require(bool condition, long byteOffset, string message)
    {
        if (!condition)
        {
            throw Damaged(byteOffset, message);
        }
    }

    /// <summary>Throws unless a disk has a length that is read.</summary>
    public void RequireLength(ulong length, long byteOffset)
    {
        if (length > MaximumDiskLength)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, format, byteOffset, $"the disk has {length} bytes; at most {MaximumDiskLength} are read. The image is damaged.");
        }
    }

    /// <summary>Throws when a disk has more parts than are read. Each takes memory, and a few bits of an image can be one.</summary>
    public void RequireParts(long count, long byteOffset)
    {
        if (count > MaximumParts)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, format, byteOffset,
                $"the disk lies in more than {MaximumParts} parts, and no more are read. Convert the image to a raw one: qemu-img convert -O raw.");
        }
    }

    /// <summary>
    /// Throws when a disk holds far more bytes than its image, as where many entries name the same block. Clusters of a qcow2 may be shared, so that is no damage,
    /// and each can be compressed.
    /// </summary>
    public void RequireData(long length, long imageLength, long byteOffset)
    {
        if (length / MaximumExpansion > imageLength)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, format, byteOffset,
                $"the disk holds more than {MaximumExpansion} times the {imageLength} bytes of its image, and no more are read.");
        }
    }

    /// <summary>Whether a part lies within so many bytes. None of a length that is more than there is does, wherever it begins.</summary>
    public static bool IsWithin(long available, ulong offset, long length) => length <= available && offset <= (ulong)(available - length);

    public ImageFormatException Damaged(long byteOffset, string message, Exception? cause = null) =>
        new(DiagnosticIds.DiskImageDamaged, format, byteOffset, $"{message} The image is damaged, cut short, or in another format.", cause);

    public ImageFormatException Unsupported(long byteOffset, string message) =>
        new(DiagnosticIds.DiskImageFeatureUnsupported, format, byteOffset, message);
}
