using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;

namespace TalosBoot.Initramfs;

/// <summary>
/// Compresses the segment of the extensions. The squashfs images in it are known not to shrink: with zstd they stay where they are, and with xz
/// they are stored. What is left is headers and firmware (docs/formats/initramfs.md). A segment of one block of zstd, such as that of an embedded machine
/// configuration, is compressed as a whole, which costs little and gives upstream's bytes.
/// </summary>
internal static class SegmentCompressor
{
    const int Level = 18;

    public static async ValueTask<BlobSource> CompressAsync(
        BlobSource segment, InitramfsCompression compression, WorkBudget budget, ContentCache? cache, ContentSpool spool,
        CancellationToken cancellationToken)
    {
        if (compression != InitramfsCompression.Zstd)
        {
            return await spool.WriteAsync(
                ContentKind.Compressed,
                (output, token) => new ValueTask(XzWriter.WriteAsync(
                    segment, output, new XzWriterOptions { Preset = XzPreset.Fast, Check = XzCheck.Crc32, Budget = budget }, token)),
                cancellationToken).ConfigureAwait(false);
        }

        return segment.Length <= ZstdWholeFrame.MaxLength
            ? BlobSource.FromBytes(await budget.RunAsync(
                _ => ZstdWholeFrame.Compress(segment.ToArray(), Level), cancellationToken, ZstdWholeFrame.Memory).ConfigureAwait(false)).AsCompressed()
            : await ZstdWriter.PlanAsync(
                segment, spool, new ZstdWriterOptions { Level = Level, Budget = budget, Cache = cache }, cancellationToken).ConfigureAwait(false);
    }
}
