using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>
/// An allocation group while it fills: blocks are handed out in ascending order, and each is entered in the reverse map (disk.md 9.2).
/// </summary>
internal sealed class XfsGroup
{
    /// <summary>
    /// A group keeps a share of its blocks free: enough for a reverse map in which each block has its own record, and for what the kernel
    /// sets aside when it mounts the volume.
    /// </summary>
    const uint ReservedShare = 128;

    /// <summary>Blocks for alignment and for the last levels of trees.</summary>
    const uint ChunkMargin = 16;

    readonly List<XfsRmapRecord> _reverseMap = [];
    readonly List<(uint Start, uint Count)> _gaps = [];
    readonly uint _limit;

    public XfsGroup(XfsGeometry geometry, uint number)
    {
        Number = number;
        Length = geometry.LengthOf(number);
        _limit = Length - (Length / ReservedShare) - ChunkMargin;
        var header = geometry.HeaderBlocks;
        ByBlockRoot = header;
        ByCountRoot = header + 1;
        InodeRoot = header + 2;
        FreeInodeRoot = header + 3;
        RmapRoot = geometry.HasReverseMap ? header + 4 : 0;
        RefcountRoot = header + (geometry.HasReverseMap ? 5u : 4u);
        Note(0, header, XfsRmapRecord.FileSystem);
        Note(ByBlockRoot, 2, XfsRmapRecord.Group);
        Note(InodeRoot, 2, XfsRmapRecord.InodeTrees);
        if (geometry.HasReverseMap)
        {
            Note(RmapRoot, 1, XfsRmapRecord.Group);
        }

        Note(RefcountRoot, 1, XfsRmapRecord.Refcounts);
        Next = RefcountRoot + 1;
        if (number == geometry.LogGroup)
        {
            LogStart = Next;
            Note(Next, geometry.LogBlocks, XfsRmapRecord.Log);
            Next += geometry.LogBlocks;
        }

        FreeListStart = Next;
        FreeListCount = geometry.HasReverseMap ? 6u : 4u;
        Note(FreeListStart, FreeListCount, XfsRmapRecord.Group);
        Next += FreeListCount;
    }

    public uint Number { get; }

    public uint Length { get; }

    public uint ByBlockRoot { get; }

    public uint ByCountRoot { get; }

    public uint InodeRoot { get; }

    public uint FreeInodeRoot { get; }

    public uint RmapRoot { get; }

    public uint RefcountRoot { get; }

    public uint LogStart { get; }

    public uint FreeListStart { get; }

    public uint FreeListCount { get; }

    /// <summary>The next block to be handed out.</summary>
    public uint Next { get; private set; }

    /// <summary>The first block of the chunks of inodes, which lie behind one another.</summary>
    public uint ChunkStart { get; private set; }

    public uint ChunkCount { get; private set; }

    /// <summary>Inodes in use.</summary>
    public uint InodeCount { get; set; }

    public uint Available => Next < _limit ? _limit - Next : 0;

    public IReadOnlyList<XfsRmapRecord> ReverseMap => _reverseMap;

    /// <summary>What was not handed out, in ascending order.</summary>
    public IEnumerable<(uint Start, uint Count)> FreeExtents => Next < Length ? [.. _gaps, (Next, Length - Next)] : _gaps;

    public uint FreeBlocks => (uint)FreeExtents.Sum(extent => extent.Count);

    /// <summary>The inodes that there is room for.</summary>
    public uint InodeCapacity =>
        FirstChunk < _limit ? (_limit - FirstChunk) / XfsGeometry.ChunkBlocks * (uint)XfsInodeChunk.Inodes : 0;

    uint FirstChunk => Alignment.Up(Next, XfsGeometry.ChunkBlocks);

    /// <summary>Takes the blocks of all inodes.</summary>
    public void TakeChunks()
    {
        ChunkCount = Alignment.DivideUp(InodeCount, (uint)XfsInodeChunk.Inodes);
        var start = FirstChunk;
        if (ChunkCount == 0)
        {
            return;
        }

        if (start > Next)
        {
            _gaps.Add((Next, start - Next));
        }

        Next = start;
        ChunkStart = start;
        Take(ChunkCount * XfsGeometry.ChunkBlocks, XfsRmapRecord.Inodes, 0);
        TakeInodeTree();
    }

    /// <summary>The blocks of the tree of inodes beside its root.</summary>
    public uint OtherInodeBlocks { get; private set; }

    /// <summary>The blocks of the reverse map beside its root, which are counted as free: they can shrink.</summary>
    public uint OtherRmapBlocks { get; private set; }

    public uint OtherRmapCount { get; private set; }

    /// <summary>Takes the further blocks of the tree of inodes: after their chunks, before any file.</summary>
    void TakeInodeTree()
    {
        var others = (uint)XfsGroupTree.Inodes.Measure((int)ChunkCount).Blocks - 1;
        if (others > 0)
        {
            OtherInodeBlocks = Take(others, XfsRmapRecord.InodeTrees, 0);
        }
    }

    /// <summary>
    /// Takes the further blocks of the reverse map, out of what the group keeps free. They have a record there too, which may need a further
    /// block.
    /// </summary>
    public void TakeReverseMap()
    {
        var others = (uint)XfsGroupTree.Rmap.Measure(_reverseMap.Count).Blocks - 1;
        if (others > 0)
        {
            OtherRmapCount = (uint)XfsGroupTree.Rmap.Measure(_reverseMap.Count + 1).Blocks - 1;
            OtherRmapBlocks = Take(OtherRmapCount, XfsRmapRecord.Group, 0);
        }
    }

    /// <summary>Takes blocks that are known to be there.</summary>
    public uint Take(uint count, long owner, ulong offset)
    {
        var start = Next;
        Next += count;
        Note(start, count, owner, offset);
        return start;
    }

    void Note(uint start, uint count, long owner, ulong offset = 0)
    {
        var record = new XfsRmapRecord(start, count, owner, offset);
        if (_reverseMap.Count > 0 && _reverseMap[^1] is var last && last.Owner == owner && last.Start + last.Count == start
            && (record.HasOffset && last.HasOffset ? last.Offset + last.Count == offset : last.Offset == offset))
        {
            _reverseMap[^1] = last with { Count = last.Count + count };
            return;
        }

        _reverseMap.Add(record);
    }
}
