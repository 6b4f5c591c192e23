using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.Ext4;

namespace TalosBoot.Planning.Disks;

/// <summary>The partition with the image cache, for which the disk grows (disk.md 6.2 and 6.3).</summary>
internal static class ImageCachePartition
{
    const int Mebibyte = 1024 * 1024;
    const int ReservePercent = 20;

    /// <summary>The size of the partition: that of all files, a fifth more, and whole mebibytes.</summary>
    public static long SizeFor(FileTree cache)
    {
        var total = 0L;
        foreach (var (_, entry) in cache.Walk())
        {
            total = checked(total + (entry is RegularFile file ? file.Content.Length : 0));
        }

        return Alignment.Up(Math.Max(1, checked(total + (total * ReservePercent / 100))), Mebibyte);
    }

    /// <summary>The file system, owned by root.</summary>
    public static BlobSource Build(FileTree cache, long size, int sectorSize, BuildContext context, CancellationToken cancellationToken) =>
        Ext4ImageBuilder.Build(cache, Ext4Options.ForImageCache(size, sectorSize, context.Clock), cancellationToken);
}
