using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.Initramfs;

/// <summary>Finds the root file system in a stock initramfs (docs/formats/initramfs.md).</summary>
internal static class StockRootFileSystem
{
    const string Name = "rootfs.sqsh";
    const int BufferLength = 1024 * 1024;

    // The window of a frame that the kernel reads, and what was read of it.
    const long DecoderMemory = 16 * 1024 * 1024;

    /// <summary>Reads the tree; contents are read when they are asked for.</summary>
    /// <param name="stock">The initramfs. Uncompressed segments in front are passed over.</param>
    /// <param name="spool">Keeps the decompressed archive.</param>
    /// <param name="budget">Whose thread decompresses.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageFormatException">The initramfs or its root file system cannot be read, or there is none (TB4101).</exception>
    public static async Task<FileTree> ReadAsync(BlobSource stock, ContentSpool spool, WorkBudget budget, CancellationToken cancellationToken)
    {
        var start = CpioReader.MeasureLeadingArchives(stock, cancellationToken: cancellationToken);
        var segment = stock.Slice(start, stock.Length - start);
        var archive = await spool.WriteAsync(
            ContentKind.Data,
            (output, token) => new ValueTask(budget.RunInTurnsAsync(Decompress(segment, output, token), DecoderMemory, token)),
            cancellationToken).ConfigureAwait(false);
        var image = CpioReader.ReadEntries(archive, cancellationToken: cancellationToken)
            .FirstOrDefault(entry => entry.Path == Name)?.Entry as RegularFile
            ?? throw new ImageFormatException(
                DiagnosticIds.NotAnArchive, "initramfs", start, $"it holds no {Name}. Use the unchanged initramfs of a Talos release.");
        return SquashFsReader.Read(image.Content, cancellationToken: cancellationToken);
    }

    static IEnumerable<int> Decompress(BlobSource segment, Stream output, CancellationToken cancellationToken)
    {
        var head = new byte[Math.Min(Decompressor.DetectionLength, segment.Length)];
        segment.Read(0, head, cancellationToken);
        using var compressed = segment.OpenRead();
        using var plain = Decompressor.Open(compressed, Decompressor.Detect(head));
        var buffer = new byte[BufferLength];
        for (int length; (length = plain.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            output.Write(buffer, 0, length);
            yield return length;
        }
    }
}
