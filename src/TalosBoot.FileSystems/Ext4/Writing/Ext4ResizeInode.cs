using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>
/// The inode that owns the blocks into which the table of descriptors may grow. It maps them the old way: a block of pointers to the
/// reserved blocks of the first group, each of which points to the same block of the groups with copies.
/// </summary>
/// <param name="geometry">The volume.</param>
internal sealed class Ext4ResizeInode(Ext4Geometry geometry)
{
    const ushort OwnFile = 0x8180; // a regular file of mode 0600

    const int DirectPointers = 12;

    const int DoubleIndirect = 13;

    public byte[] Write(long time, Ext4BlockMap map, SparseImageBuilder image)
    {
        var pointersOfBlock = (ulong)geometry.BlockSize / sizeof(uint);
        var taken = map.Take(1);
        var root = taken.Count > 0 ? taken[0].Block : 0;
        var pointers = new byte[geometry.BlockSize];
        var copies = new List<uint>();
        for (var group = 1u; group < geometry.GroupCount; group++)
        {
            if (Ext4Geometry.HasSuperblock(group))
            {
                copies.Add(group);
            }
        }

        var first = geometry.FirstDataBlock + 1 + (uint)geometry.DescriptorBlocks;
        for (var index = 0; index < geometry.ReservedDescriptorBlocks; index++)
        {
            var block = first + (uint)index;
            var slot = (ulong)(geometry.DescriptorBlocks + index) % pointersOfBlock;
            WriteUInt32LittleEndian(pointers.AsSpan((int)slot * sizeof(uint)), block);
            var bytes = new byte[geometry.BlockSize];
            for (var copy = 0; copy < copies.Count; copy++)
            {
                WriteUInt32LittleEndian(bytes.AsSpan(copy * sizeof(uint)), block + (copies[copy] * geometry.BlocksPerGroup));
            }

            if (copies.Count > 0)
            {
                image.Place(block * (long)geometry.BlockSize, bytes, "reserved group descriptors");
            }
        }

        image.Place(root * (long)geometry.BlockSize, root == 0 ? [] : pointers, "resize inode");
        var blocks = 1 + ((ulong)geometry.ReservedDescriptorBlocks * (1 + (ulong)copies.Count));
        var inode = new byte[Ext4Inode.Size];
        new Ext4Inode(
            OwnFile, 0, 0, ((pointersOfBlock * pointersOfBlock) + pointersOfBlock + DirectPointers) * (ulong)geometry.BlockSize, time, time, time,
            time, 1, blocks * (ulong)(geometry.BlockSize / 512), 0, 0, 0).Write(inode);
        WriteUInt32LittleEndian(inode.AsSpan(Ext4Inode.MapOffset + (DoubleIndirect * sizeof(uint))), root);
        return inode;
    }
}
