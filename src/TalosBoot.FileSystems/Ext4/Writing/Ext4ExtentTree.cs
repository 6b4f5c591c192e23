using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Ext4.OnDisk;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>The extents of an inode: four of them, or the root of a tree.</summary>
internal static class Ext4ExtentTree
{
    const int EntrySize = 12;

    const int RootCapacity = (Ext4Inode.MapLength - 12) / EntrySize;

    /// <summary>Makes the map of an inode.</summary>
    /// <param name="extents">The extents, in ascending order.</param>
    /// <param name="blockSize">Bytes per block.</param>
    /// <param name="seed">What checksums of the inode start from.</param>
    /// <param name="take">Takes a block, and gives its number; 0 when the volume is full.</param>
    /// <returns>The sixty bytes of the inode, and the blocks of the tree.</returns>
    public static (byte[] Map, List<(uint Block, byte[] Bytes)> Blocks) Build(
        List<Ext4Extent> extents, int blockSize, uint seed, Func<uint> take)
    {
        var blocks = new List<(uint Block, byte[] Bytes)>();
        var map = new byte[Ext4Inode.MapLength];
        if (extents.Count <= RootCapacity)
        {
            Fill(map, RootCapacity, 0, extents);
            return (map, blocks);
        }

        var level = AddLevel(extents, 0, extent => extent.Logical);
        var depth = 1;
        for (; level.Count > RootCapacity; depth++)
        {
            level = AddLevel(level, depth, index => index.Logical);
        }

        Fill(map, RootCapacity, depth, level);
        return (map, blocks);

        List<Ext4ExtentIndex> AddLevel<T>(List<T> entries, int height, Func<T, uint> logicalOf)
            where T : struct, IOnDiskStructure<T>
        {
            // The checksum lies behind the last entry that there is room for.
            var capacity = (blockSize - Ext4ExtentHeader.Size) / EntrySize;
            var result = new List<Ext4ExtentIndex>();
            foreach (var part in entries.Chunk(capacity))
            {
                var bytes = new byte[blockSize];
                Fill(bytes, capacity, height, part);
                var covered = Ext4ExtentHeader.Size + (capacity * EntrySize);
                Ext4Checksums.SealTail(bytes.AsSpan(0, covered + sizeof(uint)), seed, covered);
                var block = take();
                blocks.Add((block, bytes));
                result.Add(new Ext4ExtentIndex(logicalOf(part[0]), block));
            }

            return result;
        }
    }

    static void Fill<T>(Span<byte> node, int capacity, int depth, IReadOnlyList<T> entries)
        where T : struct, IOnDiskStructure<T>
    {
        new Ext4ExtentHeader((ushort)entries.Count, (ushort)capacity, (ushort)depth).Write(node);
        for (var index = 0; index < entries.Count; index++)
        {
            entries[index].Write(node[(Ext4ExtentHeader.Size + (index * EntrySize))..]);
        }
    }
}
