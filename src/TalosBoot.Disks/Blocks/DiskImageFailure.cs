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

    /// <summary>Whether a part lies within so many bytes. None of a length that is more than there is does, wherever it begins.</summary>
    public static bool IsWithin(long available, ulong offset, long length) => length <= available && offset <= (ulong)(available - length);

    public ImageFormatException Damaged(long byteOffset, string message, Exception? cause = null) =>
        new(DiagnosticIds.DiskImageDamaged, format, byteOffset, $"{message} The image is damaged, cut short, or in another format.", cause);

    public ImageFormatException Unsupported(long byteOffset, string message) =>
        new(DiagnosticIds.DiskImageFeatureUnsupported, format, byteOffset, message);
}
