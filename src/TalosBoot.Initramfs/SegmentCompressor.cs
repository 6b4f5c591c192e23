using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs;

/// <summary>
/// Compresses the segment of the extensions. The squashfs images in it are known not to shrink: they stay where they are. What is left is
/// headers and firmware (initramfs.md 13).
/// </summary>
internal static class SegmentCompressor
{
    public static BlobSource Compress(
        BlobSource segment, InitramfsOptions options, ContentSpool spool, CancellationToken cancellationToken) =>
        ZstdWriter.Plan(segment, spool, new ZstdWriterOptions { Threads = options.ThreadCount }, cancellationToken);
}
