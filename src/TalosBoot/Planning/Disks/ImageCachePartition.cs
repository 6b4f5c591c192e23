using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.Ext4;

namespace TalosBoot.Planning.Disks;

/// <summary>The partition with the image cache, for which the disk grows (docs/formats/disk.md).</summary>
internal static class ImageCachePartition
{
    const int Mebibyte = 1024 * 1024;
    const int ReservePercent = 20;
    const int GrowthSteps = 8;

    /// <summary>
    /// The size of the partition: that of all files, a fifth more, and whole mebibytes. Where that is too small for the file system's own structures, which
    /// upstream refuses (a few mebibytes, whose journal takes one; or very many small files), it is larger.
    /// </summary>
    public static long SizeFor(FileTree cache, int sectorSize, BuildContext context, CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var (_, entry) in cache.Walk())
        {
            total = checked(total + (entry is RegularFile file ? file.Content.Length : 0));
        }

        var size = Alignment.Up(Math.Max(1, checked(total + (total * ReservePercent / 100))), Mebibyte);
        while (!Ext4ImageBuilder.Fits(cache, Ext4Options.ForImageCache(size, sectorSize, context.Clock), cancellationToken))
        {
            size = Alignment.Up(checked(size + Math.Max(1, size / GrowthSteps)), Mebibyte);
        }

        return size;
    }

    /// <summary>The file system, owned by root.</summary>
    public static BlobSource Build(FileTree cache, long size, int sectorSize, BuildContext context, CancellationToken cancellationToken) =>
        Ext4ImageBuilder.Build(cache, Ext4Options.ForImageCache(size, sectorSize, context.Clock), cancellationToken);
}
