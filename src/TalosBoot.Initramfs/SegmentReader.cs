using System.Runtime.CompilerServices;
using TalosBoot.Archives.Cpio;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;

namespace TalosBoot.Initramfs;

/// <summary>Goes through an initramfs as the kernel does: archives, compressed or not, and NULs between them (docs/formats/initramfs.md).</summary>
/// <param name="spool">Keeps the decompressed archives.</param>
/// <param name="budget">Whose thread decompresses.</param>
/// <param name="maximumLength">What all archives may decompress to together, where that is less than what is sound.</param>
internal sealed class SegmentReader(ContentSpool spool, WorkBudget budget, long maximumLength = long.MaxValue)
{
    const int BufferLength = 1024 * 1024;

    /// <summary>How many times as long as the initramfs its archives may be together; the root file system in them is compressed already.</summary>
    const int MaximumRatio = 16;

    /// <summary>What they may have whatever the length of the initramfs.</summary>
    const long AlwaysAllowedLength = 64 * 1024 * 1024;

    // The window of a frame that the kernel reads, and what was read of it.
    const long DecoderMemory = 16 * 1024 * 1024;

    /// <summary>The archives, one after the other; a segment is decompressed when it is asked for.</summary>
    /// <exception cref="ImageFormatException">While enumerating: something is neither an archive nor compressed, or is damaged.</exception>
    public async IAsyncEnumerable<(long Offset, long Length, CompressionFormat Compression, BlobSource Archive)> ReadAsync(
        BlobSource initramfs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var limit = DecompressionLimits.OfRatio(initramfs.Length, MaximumRatio, AlwaysAllowedLength);
        limit = limit with { MaximumOutputLength = Math.Min(limit.MaximumOutputLength, maximumLength) };
        for (var position = SkipNuls(initramfs, 0, cancellationToken); position < initramfs.Length;)
        {
            var rest = initramfs.Slice(position, initramfs.Length - position);
            var length = CpioReader.MeasureLeadingArchives(rest, cancellationToken: cancellationToken);
            if (length > 0)
            {
                yield return (position, length, CompressionFormat.None, rest.Slice(0, length));
            }
            else
            {
                (var compression, var archive, length) = await DecompressAsync(rest, limit, cancellationToken).ConfigureAwait(false);
                limit = limit with { MaximumOutputLength = limit.MaximumOutputLength - archive.Length };
                yield return (position, length, compression, archive);
            }

            position = SkipNuls(initramfs, position + length, cancellationToken);
        }
    }

    async Task<(CompressionFormat Compression, BlobSource Archive, long Length)> DecompressAsync(
        BlobSource rest, DecompressionLimits limit, CancellationToken cancellationToken)
    {
        var head = new byte[Math.Min(Decompressor.DetectionLength, rest.Length)];
        rest.Read(0, head, cancellationToken);
        var compression = Decompressor.Detect(head);
        using var segment = Decompressor.OpenSegment(rest, compression, limit, cancellationToken);
        var archive = await spool.WriteAsync(
            ContentKind.Data,
            (output, token) => new ValueTask(budget.RunInTurnsAsync(Copy(segment.Content, output, token), DecoderMemory, token)),
            cancellationToken).ConfigureAwait(false);
        return (compression, archive, segment.Length);
    }

    static long SkipNuls(BlobSource source, long position, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (position < source.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, source.Length - position));
            source.Read(position, part, cancellationToken);
            var found = part.IndexOfAnyExcept((byte)0);
            if (found >= 0)
            {
                return position + found;
            }

            position += part.Length;
        }

        return position;
    }

    static IEnumerable<int> Copy(Stream plain, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferLength];
        for (int length; (length = plain.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(buffer, 0, length);
            yield return length;
        }
    }
}
