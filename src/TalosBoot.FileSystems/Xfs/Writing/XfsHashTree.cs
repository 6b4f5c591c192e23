using TalosBoot.FileSystems.Xfs.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>
/// The inner nodes over the leaves of a directory or of extended attributes. The root is where the search starts, at the first block;
/// the leaves follow, then the nodes between.
/// </summary>
internal static class XfsHashTree
{
    public const int EntriesOffset = 64;

    const int EntrySize = 8;

    public const int EntriesOfNode = (XfsGeometry.BlockSize - EntriesOffset) / EntrySize;

    /// <summary>Makes the nodes, and links the leaves.</summary>
    /// <param name="first">The place of the root.</param>
    /// <param name="leaves">The leaves' blocks and highest hashes.</param>
    /// <param name="header">The head of a leaf: volume, inode and what it is.</param>
    /// <returns>All blocks in ascending order.</returns>
    public static List<XfsForkBlock> Build(ulong first, List<(byte[] Bytes, uint LastHash)> leaves, XfsNodeHeader header)
    {
        var blocks = new List<XfsForkBlock>();
        var next = first + 1;
        var level = AddLevel(leaves, header);
        for (var depth = 1; ; depth++)
        {
            var nodes = level.Chunk(EntriesOfNode).Select(children => (Node(children, depth), children[^1].LastHash)).ToList();
            if (nodes.Count == 1)
            {
                blocks.Insert(0, XfsForkBlock.OfHashTree(first, nodes[0].Item1, header with { Magic = XfsNodeHeader.Node }));
                return blocks;
            }

            level = AddLevel(nodes, header with { Magic = XfsNodeHeader.Node });
        }

        List<(ulong Logical, uint LastHash)> AddLevel(List<(byte[] Bytes, uint LastHash)> members, XfsNodeHeader head)
        {
            var result = new List<(ulong Logical, uint LastHash)>(members.Count);
            for (var index = 0; index < members.Count; index++)
            {
                var linked = head with
                {
                    Forward = index + 1 < members.Count ? (uint)next + 1 : 0,
                    Backward = index > 0 ? (uint)next - 1 : 0,
                };
                blocks.Add(XfsForkBlock.OfHashTree(next, members[index].Bytes, linked));
                result.Add((next++, members[index].LastHash));
            }

            return result;
        }
    }

    static byte[] Node((ulong Logical, uint LastHash)[] children, int level)
    {
        var bytes = new byte[XfsGeometry.BlockSize];
        WriteUInt16BigEndian(bytes.AsSpan(XfsNodeHeader.Size), (ushort)children.Length);
        WriteUInt16BigEndian(bytes.AsSpan(XfsNodeHeader.Size + 2), (ushort)level);
        for (var index = 0; index < children.Length; index++)
        {
            var entry = bytes.AsSpan(EntriesOffset + (index * EntrySize));
            WriteUInt32BigEndian(entry, children[index].LastHash);
            WriteUInt32BigEndian(entry[4..], (uint)children[index].Logical);
        }

        return bytes;
    }
}
