using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>
/// A directory in the smallest form that takes its entries: in the inode, in one block, in several blocks with one leaf of hashes, or with a
/// tree of leaves (docs/formats/xfs.md).
/// </summary>
/// <param name="uuid">The volume's.</param>
/// <param name="inode">The directory.</param>
/// <param name="parent">The directory that holds it.</param>
/// <param name="entries">What it holds, without itself and its parent.</param>
internal sealed class XfsDirectory(Guid uuid, ulong inode, ulong parent, IReadOnlyList<XfsDirectoryEntry> entries)
{
    /// <summary>Where the leaves lie in a directory, in blocks: behind 32 GiB.</summary>
    public const ulong FirstLeaf = 32UL << (30 - XfsGeometry.BlockLog);

    /// <summary>Where the free space of the data blocks is listed.</summary>
    public const ulong FirstFreeIndex = 2 * FirstLeaf;

    const int BlockSize = XfsGeometry.BlockSize;

    const int DataOffset = 64;

    const int HashSize = 8;

    const int TailSize = 8;

    const ushort UnusedTag = 0xFFFF;

    const int LeavesOffset = XfsHashTree.EntriesOffset;

    const int FreeIndexOffset = 64;

    /// <summary>How many inodes, the parent's included, have numbers of more than 32 bits. One is enough for all numbers to take 64.</summary>
    readonly int _wideNumbers = entries.Count(entry => entry.Inode > uint.MaxValue) + (parent > uint.MaxValue ? 1 : 0);

    /// <summary>Bytes of the form that lies in the inode, or more than any inode has room for.</summary>
    public int ShortLength => entries.Count > byte.MaxValue
        ? int.MaxValue
        : 2 + NumberSize + entries.Sum(entry => 1 + 2 + entry.Name.Length + 1 + NumberSize);

    bool IsWide => _wideNumbers > 0;

    int NumberSize => IsWide ? 8 : 4;

    public byte[] BuildShort()
    {
        var bytes = new byte[ShortLength];
        bytes[0] = (byte)entries.Count;
        bytes[1] = (byte)_wideNumbers;
        var position = 2;
        Number(parent);

        // Each entry keeps the place that it would have in a block, behind the two entries for itself and its parent.
        var tag = DataOffset + (2 * 16);
        foreach (var entry in entries)
        {
            bytes[position] = (byte)entry.Name.Length;
            WriteUInt16BigEndian(bytes.AsSpan(position + 1), (ushort)tag);
            entry.Name.CopyTo(bytes.AsSpan(position + 3));
            position += 3 + entry.Name.Length;
            bytes[position++] = entry.FileType;
            Number(entry.Inode);
            tag += entry.Length;
        }

        return bytes;

        void Number(ulong value)
        {
            if (IsWide)
            {
                WriteUInt64BigEndian(bytes.AsSpan(position), value);
            }
            else
            {
                WriteUInt32BigEndian(bytes.AsSpan(position), (uint)value);
            }

            position += NumberSize;
        }
    }

    /// <summary>The blocks of the larger forms.</summary>
    /// <returns>The blocks in ascending order, and how many of them hold entries.</returns>
    public (List<XfsForkBlock> Blocks, int DataBlocks) BuildBlocks()
    {
        XfsDirectoryEntry[] all =
        [
            new("."u8.ToArray(), inode, DirectoryEntryType.Directory),
            new(".."u8.ToArray(), parent, DirectoryEntryType.Directory),
            .. entries,
        ];
        var isSingle = DataOffset + all.Sum(entry => (long)entry.Length) + (all.Length * (long)HashSize) + TailSize <= BlockSize;
        var end = isSingle ? BlockSize - TailSize - (all.Length * HashSize) : BlockSize;
        var (data, best, hashes) = FillData(all, end);
        hashes.Sort();
        if (isSingle)
        {
            var block = data[0];
            WriteHashes(block.AsSpan(end), hashes);
            WriteUInt32BigEndian(block.AsSpan(BlockSize - TailSize), (uint)hashes.Count);
            return ([XfsForkBlock.OfDirectory(0, block, XfsDirectoryBlockHeader.Single, uuid, inode)], 1);
        }

        var blocks = data.Select((block, index) =>
            XfsForkBlock.OfDirectory((ulong)index, block, XfsDirectoryBlockHeader.Data, uuid, inode)).ToList();
        var header = new XfsNodeHeader(0, 0, XfsNodeHeader.DirectoryLeaf, 0, uuid, inode);
        if (LeavesOffset + (hashes.Count * HashSize) + (best.Count * sizeof(ushort)) + sizeof(uint) <= BlockSize)
        {
            blocks.Add(XfsForkBlock.OfHashTree(FirstLeaf, OnlyLeaf(hashes, best), header));
            return (blocks, data.Count);
        }

        const int HashesOfLeaf = (BlockSize - LeavesOffset) / HashSize;
        var leaves = hashes.Chunk(HashesOfLeaf).Select(part => (Leaf(part), part[^1].Hash)).ToList();
        blocks.AddRange(XfsHashTree.Build(FirstLeaf, leaves, header with { Magic = XfsNodeHeader.DirectoryLeafOfNode }));
        blocks.AddRange(FreeIndex(best));
        return (blocks, data.Count);
    }

    static (List<byte[]> Data, List<ushort> Best, List<(uint Hash, uint Address)> Hashes) FillData(XfsDirectoryEntry[] all, int end)
    {
        var data = new List<byte[]>();
        var best = new List<ushort>();
        var hashes = new List<(uint Hash, uint Address)>(all.Length);
        var block = new byte[BlockSize];
        var position = DataOffset;
        foreach (var entry in all)
        {
            if (position + entry.Length > end)
            {
                Close();
                block = new byte[BlockSize];
                position = DataOffset;
            }

            WriteUInt64BigEndian(block.AsSpan(position), entry.Inode);
            block[position + 8] = (byte)entry.Name.Length;
            entry.Name.CopyTo(block.AsSpan(position + 9));
            block[position + 9 + entry.Name.Length] = entry.FileType;
            WriteUInt16BigEndian(block.AsSpan(position + entry.Length - 2), (ushort)position);
            hashes.Add((XfsHash.OfName(entry.Name), (uint)((((long)data.Count * BlockSize) + position) >> 3)));
            position += entry.Length;
        }

        Close();
        return (data, best, hashes);

        void Close()
        {
            var free = end - position;
            if (free > 0)
            {
                WriteUInt16BigEndian(block.AsSpan(XfsDirectoryBlockHeader.Size), (ushort)position);
                WriteUInt16BigEndian(block.AsSpan(XfsDirectoryBlockHeader.Size + 2), (ushort)free);
                WriteUInt16BigEndian(block.AsSpan(position), UnusedTag);
                WriteUInt16BigEndian(block.AsSpan(position + 2), (ushort)free);
                WriteUInt16BigEndian(block.AsSpan(end - 2), (ushort)position);
            }

            best.Add((ushort)free);
            data.Add(block);
        }
    }

    static void WriteHashes(Span<byte> destination, IEnumerable<(uint Hash, uint Address)> hashes)
    {
        foreach (var (hash, address) in hashes)
        {
            WriteUInt32BigEndian(destination, hash);
            WriteUInt32BigEndian(destination[4..], address);
            destination = destination[HashSize..];
        }
    }

    static byte[] OnlyLeaf(List<(uint Hash, uint Address)> hashes, List<ushort> best)
    {
        var bytes = Leaf([.. hashes]);
        WriteUInt32BigEndian(bytes.AsSpan(BlockSize - 4), (uint)best.Count);
        var start = BlockSize - 4 - (best.Count * sizeof(ushort));
        for (var index = 0; index < best.Count; index++)
        {
            WriteUInt16BigEndian(bytes.AsSpan(start + (index * sizeof(ushort))), best[index]);
        }

        return bytes;
    }

    static byte[] Leaf((uint Hash, uint Address)[] hashes)
    {
        var bytes = new byte[BlockSize];
        WriteUInt16BigEndian(bytes.AsSpan(XfsNodeHeader.Size), (ushort)hashes.Length);
        WriteHashes(bytes.AsSpan(LeavesOffset), hashes);
        return bytes;
    }

    IEnumerable<XfsForkBlock> FreeIndex(List<ushort> best)
    {
        const int EntriesOfBlock = (BlockSize - FreeIndexOffset) / sizeof(ushort);
        var first = 0;
        foreach (var part in best.Chunk(EntriesOfBlock))
        {
            var bytes = new byte[BlockSize];
            WriteUInt32BigEndian(bytes.AsSpan(48), (uint)first);
            WriteUInt32BigEndian(bytes.AsSpan(52), (uint)part.Length);
            WriteUInt32BigEndian(bytes.AsSpan(56), (uint)part.Length);
            for (var index = 0; index < part.Length; index++)
            {
                WriteUInt16BigEndian(bytes.AsSpan(FreeIndexOffset + (index * sizeof(ushort))), part[index]);
            }

            yield return XfsForkBlock.OfDirectory(
                FirstFreeIndex + (ulong)(first / EntriesOfBlock), bytes, XfsDirectoryBlockHeader.FreeIndex, uuid, inode);
            first += part.Length;
        }
    }
}
