using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Xfs.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>The extended attributes of an inode: in the inode, or in leaves that are sorted by hash.</summary>
/// <param name="uuid">The volume's.</param>
/// <param name="inode">Whose they are.</param>
/// <param name="attributes">The attributes, at least one.</param>
internal sealed class XfsAttributeFork(Guid uuid, ulong inode, IReadOnlyList<XfsAttribute> attributes)
{
    const int BlockSize = XfsGeometry.BlockSize;

    const int ShortHeaderSize = 4;

    /// <summary>A larger entry of a leaf has its value elsewhere: three quarters of a block.</summary>
    const int LargestLocalEntry = (BlockSize / 2) + (BlockSize / 4);

    const int RemoteRoom = BlockSize - 56;

    /// <summary>Bytes of the form that lies in the inode, or more than any inode has room for.</summary>
    public int ShortLength => attributes.All(attribute => attribute.FitsInode)
        ? ShortHeaderSize + attributes.Sum(attribute => attribute.ShortLength)
        : int.MaxValue;

    public byte[] BuildShort()
    {
        var bytes = new byte[ShortLength];
        WriteUInt16BigEndian(bytes, (ushort)bytes.Length);
        bytes[2] = (byte)attributes.Count;
        var position = ShortHeaderSize;
        foreach (var attribute in attributes)
        {
            bytes[position] = (byte)attribute.Name.Length;
            bytes[position + 1] = (byte)attribute.Value.Length;
            bytes[position + 2] = attribute.Flags;
            attribute.Name.CopyTo(bytes.AsSpan(position + 3));
            attribute.Value.CopyTo(bytes.AsSpan(position + 3 + attribute.Name.Length));
            position += attribute.ShortLength;
        }

        return bytes;
    }

    /// <summary>The leaves and what they refer to, in ascending order.</summary>
    public List<XfsForkBlock> BuildBlocks()
    {
        var sorted = attributes.OrderBy(attribute => attribute.Hash).ToArray();
        var parts = Split(sorted);

        // A tree over leaves has its root in front of them.
        var nodes = parts.Count == 1 ? 0 : NodesOver(parts.Count);
        var remote = (ulong)(parts.Count + nodes);
        var values = new List<XfsForkBlock>();
        var leaves = parts.ConvertAll(part => (Leaf(part, values, ref remote), part[^1].Hash));
        var header = new XfsNodeHeader(0, 0, XfsNodeHeader.AttributeLeaf, 0, uuid, inode);
        List<XfsForkBlock> blocks = leaves.Count == 1
            ? [XfsForkBlock.OfHashTree(0, leaves[0].Item1, header)]
            : XfsHashTree.Build(0, leaves, header);
        blocks.AddRange(values);
        return blocks;
    }

    static int NodesOver(int leaves)
    {
        var nodes = 0;
        for (var level = leaves; level > 1;)
        {
            level = Alignment.DivideUp(level, XfsHashTree.EntriesOfNode);
            nodes += level;
        }

        return nodes;
    }

    static bool IsLocal(XfsAttribute attribute) =>
        Alignment.Up(3 + attribute.Name.Length + attribute.Value.Length, 4) <= LargestLocalEntry;

    static int LengthOf(XfsAttribute attribute) => IsLocal(attribute)
        ? Alignment.Up(3 + attribute.Name.Length + attribute.Value.Length, 4)
        : Alignment.Up(11 + attribute.Name.Length, 4);

    static List<List<XfsAttribute>> Split(XfsAttribute[] sorted)
    {
        var parts = new List<List<XfsAttribute>>();
        var used = BlockSize;
        foreach (var attribute in sorted)
        {
            var needed = XfsAttributeLeafHeader.EntrySize + LengthOf(attribute);
            if (used + needed > BlockSize)
            {
                parts.Add([]);
                used = XfsAttributeLeafHeader.EntriesOffset;
            }

            parts[^1].Add(attribute);
            used += needed;
        }

        return parts;
    }

    byte[] Leaf(List<XfsAttribute> part, List<XfsForkBlock> values, ref ulong remote)
    {
        var bytes = new byte[BlockSize];
        var end = BlockSize;
        for (var index = 0; index < part.Count; index++)
        {
            var attribute = part[index];
            end -= LengthOf(attribute);
            var entry = bytes.AsSpan(XfsAttributeLeafHeader.EntriesOffset + (index * XfsAttributeLeafHeader.EntrySize));
            WriteUInt32BigEndian(entry, attribute.Hash);
            WriteUInt16BigEndian(entry[4..], (ushort)end);
            entry[6] = (byte)(attribute.Flags | (IsLocal(attribute) ? XfsAttributeLeafHeader.Local : 0));
            var stored = bytes.AsSpan(end);
            if (IsLocal(attribute))
            {
                WriteUInt16BigEndian(stored, (ushort)attribute.Value.Length);
                stored[2] = (byte)attribute.Name.Length;
                attribute.Name.CopyTo(stored[3..]);
                attribute.Value.CopyTo(stored[(3 + attribute.Name.Length)..]);
            }
            else
            {
                WriteUInt32BigEndian(stored, (uint)remote);
                WriteUInt32BigEndian(stored[4..], (uint)attribute.Value.Length);
                stored[8] = (byte)attribute.Name.Length;
                attribute.Name.CopyTo(stored[9..]);
                values.AddRange(XfsForkBlock.OfRemote(remote, attribute.Value, XfsRemoteHeader.AttributeValue, uuid, inode));
                remote += (ulong)Alignment.DivideUp(attribute.Value.Length, RemoteRoom);
            }
        }

        var entriesEnd = XfsAttributeLeafHeader.EntriesOffset + (part.Count * XfsAttributeLeafHeader.EntrySize);
        new XfsAttributeLeafHeader((ushort)part.Count, (ushort)(BlockSize - end), (ushort)end, (ushort)entriesEnd, (ushort)(end - entriesEnd))
            .Write(bytes.AsSpan(XfsNodeHeader.Size));
        return bytes;
    }
}
