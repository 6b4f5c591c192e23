using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>A tree of an allocation group: how many blocks it takes, and the blocks (docs/formats/xfs.md).</summary>
/// <param name="Magic">Which tree.</param>
/// <param name="RecordSize">Bytes of a record.</param>
/// <param name="KeySize">Bytes of a key of an inner node; of the reverse map both keys, of the lowest and of the highest.</param>
internal sealed record XfsGroupTree(uint Magic, int RecordSize, int KeySize)
{
    public static readonly XfsGroupTree FreeByBlock = new(XfsShortBtreeHeader.FreeByBlock, 8, 8);

    public static readonly XfsGroupTree FreeByCount = new(XfsShortBtreeHeader.FreeByCount, 8, 8);

    public static readonly XfsGroupTree Inodes = new(XfsShortBtreeHeader.Inodes, XfsInodeChunk.Size, 4);

    public static readonly XfsGroupTree FreeInodes = new(XfsShortBtreeHeader.FreeInodes, XfsInodeChunk.Size, 4);

    public static readonly XfsGroupTree Rmap = new(XfsShortBtreeHeader.Rmap, XfsRmapRecord.Size, 2 * RmapKeySize);

    public static readonly XfsGroupTree Refcount = new(XfsShortBtreeHeader.Refcount, 12, 4);

    const int RmapKeySize = 20;

    const int PointerSize = 4;

    const int Room = XfsGeometry.BlockSize - 56;

    int RecordsOfLeaf => Room / RecordSize;

    int PairsOfNode => Room / (KeySize + PointerSize);

    /// <summary>Levels and blocks of a tree, its root included.</summary>
    public (int Levels, int Blocks) Measure(int records)
    {
        var width = Math.Max(1, Alignment.DivideUp(records, RecordsOfLeaf));
        var (levels, blocks) = (1, width);
        while (width > 1)
        {
            width = Alignment.DivideUp(width, PairsOfNode);
            levels++;
            blocks += width;
        }

        return (levels, blocks);
    }

    /// <summary>Makes the blocks.</summary>
    /// <param name="records">The records, one after the other, in ascending order.</param>
    /// <param name="root">The block of the root.</param>
    /// <param name="others">The first of the other blocks, which lie behind one another.</param>
    /// <param name="header">The head of a block by its number in the group.</param>
    public IEnumerable<(uint Block, byte[] Bytes)> Build(byte[] records, uint root, uint others, Func<uint, XfsShortBtreeHeader> header)
    {
        var leaves = EvenParts.Of([.. records.Chunk(RecordSize)], RecordsOfLeaf)
            .ConvertAll(part => new Member(part.SelectMany(record => record).ToArray(), part.Length, LowKey(part[0]), HighKey(part)));
        if (leaves.Count == 0)
        {
            leaves.Add(new Member([], 0, [], []));
        }

        for (var level = 0; ; level++)
        {
            var places = new uint[leaves.Count];
            for (var index = 0; index < leaves.Count; index++)
            {
                places[index] = leaves.Count == 1 ? root : others++;
            }

            for (var index = 0; index < leaves.Count; index++)
            {
                yield return (places[index], Block(leaves[index], header(places[index]) with
                {
                    Magic = Magic,
                    Level = (ushort)level,
                    Count = (ushort)leaves[index].Count,
                    Left = index > 0 ? places[index - 1] : XfsShortBtreeHeader.NoBlock,
                    Right = index + 1 < leaves.Count ? places[index + 1] : XfsShortBtreeHeader.NoBlock,
                }));
            }

            if (leaves.Count == 1)
            {
                yield break;
            }

            leaves = EvenParts.Of([.. leaves.Zip(places)], PairsOfNode).ConvertAll(Node);
        }
    }

    static byte[] Block(Member member, XfsShortBtreeHeader header)
    {
        var bytes = new byte[XfsGeometry.BlockSize];
        member.Content.CopyTo(bytes.AsSpan(XfsShortBtreeHeader.Size));
        header.Write(bytes);
        XfsChecksum.Seal(bytes, XfsShortBtreeHeader.ChecksumOffset);
        return bytes;
    }

    Member Node((Member Child, uint Block)[] children)
    {
        var bytes = new byte[Room];
        for (var index = 0; index < children.Length; index++)
        {
            var key = bytes.AsSpan(index * KeySize);
            var (child, block) = children[index];
            child.Low.CopyTo(key);
            if (Magic == XfsShortBtreeHeader.Rmap)
            {
                child.High.CopyTo(key[RmapKeySize..]);
            }

            WriteUInt32BigEndian(bytes.AsSpan((PairsOfNode * KeySize) + (index * PointerSize)), block);
        }

        return new Member(bytes, children.Length, children[0].Child.Low, Highest(children.Select(pair => pair.Child.High)));
    }

    byte[] LowKey(ReadOnlySpan<byte> record)
    {
        if (Magic == XfsShortBtreeHeader.Rmap)
        {
            var rmap = XfsRmapRecord.Read(record);
            return RmapKey(rmap.Start, rmap.Owner, rmap.Offset);
        }

        return record[..KeySize].ToArray();
    }

    byte[] HighKey(byte[][] records) => Magic != XfsShortBtreeHeader.Rmap ? [] : Highest(records.Select(record =>
    {
        var rmap = XfsRmapRecord.Read(record);
        var last = rmap.Count - 1;
        return RmapKey(rmap.Start + last, rmap.Owner, rmap.HasOffset ? rmap.Offset + last : rmap.Offset);
    }));

    static byte[] Highest(IEnumerable<byte[]> keys) =>
        keys.Aggregate((left, right) => left.AsSpan().SequenceCompareTo(right) >= 0 ? left : right);

    static byte[] RmapKey(uint start, long owner, ulong offset)
    {
        var bytes = new byte[RmapKeySize];
        WriteUInt32BigEndian(bytes, start);
        WriteInt64BigEndian(bytes.AsSpan(4), owner);
        WriteUInt64BigEndian(bytes.AsSpan(12), offset);
        return bytes;
    }

    /// <summary>What a block holds, and the lowest and highest key below it.</summary>
    sealed record Member(byte[] Content, int Count, byte[] Low, byte[] High);
}
