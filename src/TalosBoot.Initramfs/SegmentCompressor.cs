using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs;

/// <summary>
/// Compresses the segment of the extensions. The squashfs images in it are known not to shrink and are stored as they are; what is left is
/// headers and firmware (initramfs.md 13).
/// </summary>
internal static class SegmentCompressor
{
    public static BlobSource Compress(
        BlobSource segment, InitramfsOptions options, ContentSpool spool, CancellationToken cancellationToken) =>
        spool.Write(ContentKind.Compressed, output => ZstdWriter.Write(
            segment, output, new ZstdWriterOptions { Threads = options.ThreadCount }, cancellationToken));
}
