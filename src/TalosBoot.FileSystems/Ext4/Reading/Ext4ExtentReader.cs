using System.Buffers.Binary;
using TalosBoot.FileSystems.Ext4.OnDisk;

namespace TalosBoot.FileSystems.Ext4.Reading;

/// <summary>Reads the extents of inodes.</summary>
/// <param name="image">The volume.</param>
internal sealed class Ext4ExtentReader(Ext4Image image)
{
    const int EntrySize = 12;

    const int LargestDepth = 5;

    /// <summary>The extents of an inode, in ascending order.</summary>
    public List<Ext4Extent> Read(uint number, Ext4Inode inode, byte[] bytes, long offset)
    {
        if ((inode.Flags & Ext4Inode.HasExtents) == 0)
        {
            throw image.Reading.NotRecognised(offset, $"inode {number} maps its blocks in the way of ext2, which is not read.");
        }

        var result = new List<Ext4Extent>();
        var seed = image.SeedOf(number, inode);
        var map = bytes.AsMemory(Ext4Inode.MapOffset, Ext4Inode.MapLength);
        var pending = new Stack<(ulong Block, int Depth, long Position)>();
        ReadNode(map.Span, null, offset + Ext4Inode.MapOffset);
        while (pending.TryPop(out var current))
        {
            var (node, place) = image.ReadBlock(current.Block, current.Position);
            ReadNode(node, current.Depth, place);
            var covered = Ext4ExtentHeader.Size + (Ext4ExtentHeader.Read(node).Capacity * EntrySize);
            if (image.HasChecksums && (covered > node.Length - 4
                || BinaryPrimitives.ReadUInt32LittleEndian(node.AsSpan(covered)) != Compression.Checksums.Crc32C.Append(seed, node.AsSpan(0, covered))))
            {
                throw image.Reading.Invalid(place, $"a node of the extents of inode {number} has a wrong checksum");
            }
        }

        return result;

        void ReadNode(ReadOnlySpan<byte> node, int? depth, long position)
        {
            var header = Ext4ExtentHeader.Read(node);
            if (BinaryPrimitives.ReadUInt16LittleEndian(node) != Ext4ExtentHeader.Magic || header.Depth != (depth ?? header.Depth)
                || header.Depth > LargestDepth || header.Count > header.Capacity
                || header.Capacity > (node.Length - Ext4ExtentHeader.Size) / EntrySize)
            {
                throw image.Reading.Invalid(position, $"a node of the extents of inode {number} is none");
            }

            if (header.Depth == 0)
            {
                AddAll(node[Ext4ExtentHeader.Size..], header.Count, position);
                return;
            }

            // The last goes first, so that the first comes out first.
            for (var index = header.Count - 1; index >= 0; index--)
            {
                var entry = Ext4ExtentIndex.Read(node[(Ext4ExtentHeader.Size + (index * EntrySize))..]);
                pending.Push((entry.Block, header.Depth - 1, position));
            }
        }

        void AddAll(ReadOnlySpan<byte> entries, int count, long position)
        {
            image.Reading.TakeExtents(count, position);
            for (var index = 0; index < count; index++)
            {
                var extent = Ext4Extent.Read(entries[(index * EntrySize)..]);
                image.OffsetOf(extent.Block, extent.Count, position);
                if (result.Count > 0 && extent.Logical < (long)result[^1].Logical + result[^1].Count)
                {
                    throw image.Reading.Invalid(position, $"the extents of inode {number} are out of order");
                }

                result.Add(extent);
            }
        }
    }
}
