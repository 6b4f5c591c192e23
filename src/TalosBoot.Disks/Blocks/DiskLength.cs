using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Blocks;

/// <summary>Which lengths the disks of a format have (TB5004).</summary>
internal static class DiskLength
{
    /// <summary>Throws unless a disk has whole sectors.</summary>
    /// <param name="format">The name of the format.</param>
    /// <param name="length">The length of the disk.</param>
    /// <param name="sectorSize">The length of a sector.</param>
    /// <param name="minimum">The length of the smallest disk.</param>
    public static void RequireSectors(string format, long length, int sectorSize, long minimum = 0)
    {
        if (length < minimum || length % sectorSize != 0)
        {
            throw new LayoutException(
                DiagnosticIds.DiskSizeUnsupported, format, Math.Max(minimum, Alignment.Up(length, sectorSize)), length,
                $"a disk has whole sectors of {sectorSize} bytes. Choose a disk size that is a multiple of {sectorSize}.");
        }
    }

    /// <summary>Throws when a disk is larger than those of the format.</summary>
    /// <param name="format">The name of the format.</param>
    /// <param name="length">The length of the disk.</param>
    /// <param name="maximum">The length of the largest disk.</param>
    /// <param name="message">What there is not, and what to do.</param>
    public static void RequireAtMost(string format, long length, long maximum, string message)
    {
        if (length > maximum)
        {
            throw new LayoutException(DiagnosticIds.DiskSizeUnsupported, format, length, maximum, message);
        }
    }
}
