using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;

namespace TalosBoot.DiskImages;

/// <summary>
/// Unpacks a compressed disk. Only what is not zero goes to the spool: most of a disk is holes, and a small file may become a very large disk.
/// </summary>
internal static class SparseUnpacking
{
    const int BlockSize = 64 * 1024;

    const int BlocksAtOnce = 16;

    // What is not zero does not shrink as zeros do.
    const int MaximumRatio = 1000;
    const long AlwaysAllowedLength = 256 * 1024 * 1024;

    /// <summary>Unpacks a content.</summary>
    /// <param name="compressed">The content.</param>
    /// <param name="format">How it is compressed.</param>
    /// <param name="limits">What may come out.</param>
    /// <param name="spool">Where it goes.</param>
    /// <param name="context">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="unpacked">Is told of all bytes that come out, also where something is wrong behind them; null for nobody.</param>
    public static async Task<BlobSource> UnpackAsync(
        BlobSource compressed, CompressionFormat format, DiskImageReadLimits limits, ContentSpool spool, BuildContext context,
        CancellationToken cancellationToken, Action<int>? unpacked = null)
    {
        var pieces = new List<(long Offset, long Spooled, int Length)>();
        var length = 0L;
        var most = Math.Min(limits.MaximumSpooledLength, DecompressionLimits.OfRatio(compressed.Length, MaximumRatio, AlwaysAllowedLength).MaximumOutputLength);
        var spooled = await spool.WriteAsync(ContentKind.Data, WriteAsync, cancellationToken).ConfigureAwait(false);
        var image = new SparseImageBuilder();
        foreach (var (offset, place, count) in pieces)
        {
            image.Place(offset, spooled.Slice(place, count), "unpacked data");
        }

        return image.Build(length);

        async ValueTask WriteAsync(Stream output, CancellationToken token)
        {
            using var progress = context.Begin(BuildStage.Disk, $"{format} data");
            using var input = compressed.OpenRead();
            using var stream = Decompressor.Open(input, format, new DecompressionLimits { MaximumOutputLength = limits.MaximumDiskLength });
            var buffer = new byte[BlocksAtOnce * BlockSize];
            var written = 0L;
            while (true)
            {
                token.ThrowIfCancellationRequested();
                var count = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token).ConfigureAwait(false);
                for (var start = 0; start < count; start += BlockSize)
                {
                    var block = buffer.AsMemory(start, Math.Min(BlockSize, count - start));
                    if (block.Span.ContainsAnyExcept((byte)0))
                    {
                        Note(length + start, ref written, block.Length);
                        await output.WriteAsync(block, token).ConfigureAwait(false);
                    }
                }

                length += count;
                unpacked?.Invoke(count);
                progress.Report(length);
                if (count < buffer.Length)
                {
                    progress.Complete();
                    return;
                }
            }
        }

        void Note(long offset, ref long written, int count)
        {
            if (written > most - count)
            {
                throw new ImageFormatException(
                    DiagnosticIds.LimitExceeded, "disk image", offset,
                    $"more than {most} bytes come out of it that are not zero, and that is the limit for {compressed.Length} bytes.");
            }

            if (pieces.Count > 0 && pieces[^1] is var last && last.Offset + last.Length == offset && last.Length <= int.MaxValue - count)
            {
                pieces[^1] = last with { Length = last.Length + count };
            }
            else
            {
                pieces.Add((offset, written, count));
            }

            written += count;
        }
    }
}
