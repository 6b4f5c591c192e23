using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Oci.Flattening;

/// <summary>Takes the compression off layers. The first bytes tell which it is, and not the media type (docs/formats/oci.md).</summary>
internal static class LayerDecompression
{
    const ulong LargestWindow = 128 << 20;
    const long DecoderMemory = 4 << 20;

    public static bool IsCompressed(BlobSource blob) => FormatOf(blob) != CompressionFormat.None;

    /// <summary>The content as it is, or decompressed into a spool.</summary>
    /// <param name="blob">The content.</param>
    /// <param name="expected">The digests that are to be checked while the content is decompressed. Content that is not compressed is not read.</param>
    /// <param name="spool">Takes what was compressed.</param>
    /// <param name="allowance">How long it may become.</param>
    /// <param name="budget">Whose thread and memory decompress.</param>
    /// <param name="read">Is told how many bytes of the content were read; null for nobody.</param>
    /// <param name="cancellationToken">Stops decompressing.</param>
    public static async ValueTask<BlobSource> ExpandAsync(
        BlobSource blob, ExpectedDigests expected, ContentSpool spool, LayerAllowance allowance, WorkBudget budget, IProgress<long>? read,
        CancellationToken cancellationToken)
    {
        var format = FormatOf(blob);
        return format == CompressionFormat.None
            ? blob
            : await spool.WriteAsync(
                ContentKind.Data,
                (output, token) => new ValueTask(budget.RunInTurnsAsync(
                    LayerDecoder.Steps(new LayerDecoder(blob, format, expected, allowance, output, read), token),
                    MemoryFor(blob, format), token)),
                cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a decoder takes: the window of its first frame, which is up to 128 MiB, or a dictionary, and buffers.</summary>
    static long MemoryFor(BlobSource blob, CompressionFormat format) => DecoderMemory + format switch
    {
        CompressionFormat.Zstd => (long)Math.Min(ZstdWindow.LengthOf(blob), LargestWindow),
        CompressionFormat.Xz => (long)LargestWindow * 5 / 2, // What its dictionary takes while it grows; rare enough not to look for the largest of its blocks.
        _ => 0,
    };

    static CompressionFormat FormatOf(BlobSource blob)
    {
        Span<byte> start = stackalloc byte[Decompressor.DetectionLength];
        start = start[..(int)Math.Min(start.Length, blob.Length)];
        blob.Read(0, start);
        return Decompressor.Detect(start) is var format and (CompressionFormat.Gzip or CompressionFormat.Zstd or CompressionFormat.Xz) ? format : CompressionFormat.None;
    }
}
