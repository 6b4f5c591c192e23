using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.Initramfs;

/// <summary>Finds the root file system in a stock initramfs (docs/formats/initramfs.md).</summary>
internal static class StockRootFileSystem
{
    const string Name = "rootfs.sqsh";

    /// <summary>Reads the tree; contents are read when they are asked for.</summary>
    /// <param name="stock">
    /// The initramfs: archives, compressed or not, and NULs between them, as the kernel takes them. What follows the root file system is not read.
    /// </param>
    /// <param name="spool">Keeps the decompressed archive, and blocks of the root file system that are read again and again.</param>
    /// <param name="budget">Whose thread decompresses.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="ImageFormatException">The initramfs or its root file system cannot be read, or there is none (TB4101).</exception>
    public static async Task<FileTree> ReadAsync(BlobSource stock, ContentSpool spool, WorkBudget budget, CancellationToken cancellationToken)
    {
        await foreach (var (_, _, _, archive) in new SegmentReader(spool, budget).ReadAsync(stock, cancellationToken).ConfigureAwait(false))
        {
            if (CpioReader.ReadEntries(archive, cancellationToken: cancellationToken).FirstOrDefault(entry => entry.Path == Name)?.Entry is RegularFile image)
            {
                return SquashFsReader.ReadWithSpool(image.Content, spool, cancellationToken);
            }
        }

        throw new ImageFormatException(
            DiagnosticIds.NotAnArchive, "initramfs", stock.Length, $"it holds no {Name}. Use the unchanged initramfs of a Talos release.");
    }
}
