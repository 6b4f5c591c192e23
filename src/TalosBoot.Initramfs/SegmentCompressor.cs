using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;

namespace TalosBoot.Initramfs;

/// <summary>
/// Compresses the segment of the extensions. The squashfs images in it are known not to shrink: with zstd they stay where they are, and with xz
/// they are stored. What is left is headers and firmware (docs/formats/initramfs.md).
/// </summary>
internal static class SegmentCompressor
{
    public static ValueTask<BlobSource> CompressAsync(
        BlobSource segment, InitramfsCompression compression, WorkBudget budget, ContentCache? cache, ContentSpool spool,
        CancellationToken cancellationToken) =>
        compression == InitramfsCompression.Zstd
            ? ZstdWriter.PlanAsync(segment, spool, new ZstdWriterOptions { Budget = budget, Cache = cache }, cancellationToken)
            : spool.WriteAsync(
                ContentKind.Compressed,
                (output, token) => new ValueTask(XzWriter.WriteAsync(
                    segment, output, new XzWriterOptions { Preset = XzPreset.Fast, Check = XzCheck.Crc32, Budget = budget }, token)),
                cancellationToken);
}
