using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;

namespace TalosBoot.Disks.Vmdk;

/// <summary>
/// Makes stream-optimized VMDKs of disks with sectors of 512 bytes, as VMware imports them (docs/formats/disk.md). Grains are compressed in parallel, and the
/// bytes do not depend on the number of threads.
/// </summary>
public static class VmdkImageBuilder
{
    // The sectors of grains are counted in 32 bits.
    const long MaximumDiskLength = 2L * 1024 * 1024 * 1024 * 1024;

    /// <summary>Makes a VMDK. All of the disk that is no hole is read and compressed now.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="spool">Keeps what is compressed.</param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="LayoutException">The disk has no whole number of sectors, or is larger than 2 TiB (TB5004).</exception>
    public static async Task<BlobSource> BuildAsync(
        BlobSource disk, ContentSpool spool, VmdkOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(disk);
        ArgumentNullException.ThrowIfNull(spool);
        options ??= new VmdkOptions();
        DiskLength.RequireSectors("VMDK", disk.Length, VmdkFormat.SectorSize);
        DiskLength.RequireAtMost("VMDK", disk.Length, MaximumDiskLength, "the format has no larger disks. Choose a smaller disk.");
        return await new VmdkCompressor(disk, options).BuildAsync(spool, cancellationToken).ConfigureAwait(false);
    }
}
