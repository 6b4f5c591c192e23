using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>
/// The extents of a fork: in the inode if they fit, else in a tree of which the inode holds the root.
/// </summary>
internal static class XfsExtentTree
{
    const int RootHeaderSize = 4;

    const int PairSize = 16;

    const int EntriesOfBlock = (XfsGeometry.BlockSize - 72) / PairSize;

    const int KeySize = 8;

    /// <summary>Writes the extents.</summary>
    /// <param name="extents">The extents, in ascending order.</param>
    /// <param name="room">The bytes that the fork has in the inode.</param>
    /// <param name="take">Takes so many blocks for the tree, and gives their numbers.</param>
    /// <param name="header">The head of a block by its number, but for what the tree itself knows.</param>
    /// <returns>The fork as the inode holds it, its format, and the blocks of the tree.</returns>
    public static (byte[] Fork, byte Format, List<(ulong Block, byte[] Bytes)> Blocks) Build(
        List<XfsExtent> extents, int room, Func<int, List<ulong>> take, Func<ulong, XfsLongBtreeHeader> header)
    {
        var blocks = new List<(ulong Block, byte[] Bytes)>();
        if (extents.Count * XfsExtent.Size <= room)
        {
            return (Records(extents), XfsInode.FormatExtents, blocks);
        }

        var level = new List<(ulong Key, ulong Block)>();
        AddLevel(0, EvenParts.Of(extents, EntriesOfBlock), part => part[0].Logical, (bytes, part) => Records(part).CopyTo(bytes));
        var depth = 1;
        for (; level.Count > (room - RootHeaderSize) / PairSize; depth++)
        {
            AddLevel(depth, EvenParts.Of(level, EntriesOfBlock), part => part[0].Key, (bytes, part) => Pairs(part, bytes, EntriesOfBlock));
        }

        var root = new byte[room / 8 * 8];
        WriteUInt16BigEndian(root, (ushort)depth);
        WriteUInt16BigEndian(root.AsSpan(2), (ushort)level.Count);
        Pairs([.. level], root.AsSpan(RootHeaderSize), (room - RootHeaderSize) / PairSize);
        return (root, XfsInode.FormatTree, blocks);

        void AddLevel<T>(int height, List<T[]> parts, Func<T[], ulong> keyOf, WriteEntries<T> write)
        {
            var places = take(parts.Count);
            if (places.Count < parts.Count)
            {
                // The volume is full, and will be refused.
                places = [.. places, .. Enumerable.Repeat(0UL, parts.Count - places.Count)];
            }

            level = [];
            for (var index = 0; index < parts.Count; index++)
            {
                var bytes = new byte[XfsGeometry.BlockSize];
                write(bytes.AsSpan(XfsLongBtreeHeader.Size), parts[index]);
                (header(places[index]) with
                {
                    Level = (ushort)height,
                    Count = (ushort)parts[index].Length,
                    Left = index > 0 ? places[index - 1] : XfsLongBtreeHeader.NoBlock,
                    Right = index + 1 < parts.Count ? places[index + 1] : XfsLongBtreeHeader.NoBlock,
                }).Write(bytes);
                XfsChecksum.Seal(bytes, XfsLongBtreeHeader.ChecksumOffset);
                blocks.Add((places[index], bytes));
                level.Add((keyOf(parts[index]), places[index]));
            }
        }
    }

    delegate void WriteEntries<T>(Span<byte> destination, T[] part);

    static byte[] Records(IReadOnlyList<XfsExtent> extents)
    {
        var bytes = new byte[extents.Count * XfsExtent.Size];
        for (var index = 0; index < extents.Count; index++)
        {
            extents[index].Write(bytes.AsSpan(index * XfsExtent.Size));
        }

        return bytes;
    }

    /// <summary>All keys, and behind the room for as many as there can be, all pointers.</summary>
    static void Pairs((ulong Key, ulong Block)[] pairs, Span<byte> destination, int capacity)
    {
        for (var index = 0; index < pairs.Length; index++)
        {
            WriteUInt64BigEndian(destination[(index * KeySize)..], pairs[index].Key);
            WriteUInt64BigEndian(destination[((capacity + index) * KeySize)..], pairs[index].Block);
        }
    }
}
