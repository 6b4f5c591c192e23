using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.Initramfs;

/// <summary>Finds the root file system in a stock initramfs (initramfs.md 2 and 14.2).</summary>
internal static class StockRootFileSystem
{
    const string Name = "rootfs.sqsh";
    const int BufferLength = 1024 * 1024;

    /// <summary>How many times as long as its segment an archive may be; the root file system in it is compressed already.</summary>
    const int MaximumRatio = 16;

    /// <summary>What an archive may have whatever the length of its segment.</summary>
    const long AlwaysAllowedLength = 64 * 1024 * 1024;

    // The window of a frame that the kernel reads, and what was read of it.
    const long DecoderMemory = 16 * 1024 * 1024;

    /// <summary>Reads the tree; contents are read when they are asked for.</summary>
    /// <param name="stock">
    /// The initramfs: archives, compressed or not, and NULs between them, as the kernel takes them. What follows the root file system is not read.
    /// </param>
    /// <param name="spool">Keeps the decompressed archive.</param>
    /// <param name="budget">Whose thread decompresses.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageFormatException">The initramfs or its root file system cannot be read, or there is none (TB4101).</exception>
    public static async Task<FileTree> ReadAsync(BlobSource stock, ContentSpool spool, WorkBudget budget, CancellationToken cancellationToken)
    {
        for (var position = 0L; ;)
        {
            position = SkipNuls(stock, position, cancellationToken);
            var rest = stock.Slice(position, stock.Length - position);
            var length = CpioReader.MeasureLeadingArchives(rest, cancellationToken: cancellationToken);
            BlobSource archive;
            if (length > 0)
            {
                archive = rest.Slice(0, length);
            }
            else if (rest.Length > 0)
            {
                (archive, length) = await DecompressAsync(rest, spool, budget, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw new ImageFormatException(
                    DiagnosticIds.NotAnArchive, "initramfs", position, $"it holds no {Name}. Use the unchanged initramfs of a Talos release.");
            }

            if (CpioReader.ReadEntries(archive, cancellationToken: cancellationToken).FirstOrDefault(entry => entry.Path == Name)?.Entry is RegularFile image)
            {
                return SquashFsReader.Read(image.Content, cancellationToken: cancellationToken);
            }

            position += length;
        }
    }

    static async Task<(BlobSource Archive, long Length)> DecompressAsync(
        BlobSource rest, ContentSpool spool, WorkBudget budget, CancellationToken cancellationToken)
    {
        var head = new byte[Math.Min(Decompressor.DetectionLength, rest.Length)];
        rest.Read(0, head, cancellationToken);
        using var segment = Decompressor.OpenSegment(
            rest, Decompressor.Detect(head), DecompressionLimits.OfRatio(rest.Length, MaximumRatio, AlwaysAllowedLength), cancellationToken);
        var archive = await spool.WriteAsync(
            ContentKind.Data,
            (output, token) => new ValueTask(budget.RunInTurnsAsync(Copy(segment.Content, output, token), DecoderMemory, token)),
            cancellationToken).ConfigureAwait(false);
        return (archive, segment.Length);
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
