using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;

namespace TalosBoot.Initramfs;

/// <summary>
/// Compresses the segment of the extensions. The squashfs images in it are known not to shrink: with zstd they stay where they are, and with xz
/// they are stored. What is left is headers and firmware (initramfs.md 13).
/// </summary>
internal static class SegmentCompressor
{
    public static BlobSource Compress(
        BlobSource segment, InitramfsCompression compression, int threadCount, ContentCache? cache, ContentSpool spool,
        CancellationToken cancellationToken) =>
        compression == InitramfsCompression.Zstd
            ? ZstdWriter.Plan(segment, spool, new ZstdWriterOptions { Threads = threadCount, Cache = cache }, cancellationToken)
            : spool.Write(ContentKind.Compressed, output => XzWriter.Write(
                segment, output, new XzWriterOptions { Preset = XzPreset.Fast, Check = XzCheck.Crc32, Threads = threadCount }, cancellationToken));
}
