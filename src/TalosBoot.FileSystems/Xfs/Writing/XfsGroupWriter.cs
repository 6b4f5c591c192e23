using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Xfs.OnDisk;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>Places what an allocation group has for itself: four heads, its trees, and its inodes (docs/formats/xfs.md).</summary>
/// <param name="geometry">The volume.</param>
/// <param name="group">The group. All blocks of files have been taken.</param>
internal sealed class XfsGroupWriter(XfsGeometry geometry, XfsGroup group)
{
    const int FreeListOffset = 36;

    const int FreeListChecksumOffset = 32;

    const uint InodeAlignment = 8;

    const uint SparseInodeAlignment = 4;

    public void Place(SparseImageBuilder image, byte[] inodes, ulong rootInode, string label, XfsGroup[] groups)
    {
        var name = $"allocation group {group.Number}";
        var chunks = Chunks();
        var inodeRecords = Records(chunks, XfsInodeChunk.Size, (chunk, bytes) => chunk.Write(bytes));
        var freeChunks = chunks.FindAll(chunk => chunk.FreeCount > 0);
        var freeRecords = Records(freeChunks, XfsInodeChunk.Size, (chunk, bytes) => chunk.Write(bytes));
        var inodeTree = XfsGroupTree.Inodes.Measure(chunks.Count);
        PlaceTree(XfsGroupTree.Inodes, inodeRecords, group.InodeRoot, group.OtherInodeBlocks);
        PlaceTree(XfsGroupTree.FreeInodes, freeRecords, group.FreeInodeRoot, 0);
        PlaceTree(XfsGroupTree.Refcount, [], group.RefcountRoot, 0);
        var rmap = (Levels: 0, Blocks: 0);
        if (geometry.HasReverseMap)
        {
            rmap = XfsGroupTree.Rmap.Measure(group.ReverseMap.Count);
            var records = Records(group.ReverseMap, XfsRmapRecord.Size, (record, bytes) => record.Write(bytes));
            PlaceTree(XfsGroupTree.Rmap, records, group.RmapRoot, group.OtherRmapBlocks);
        }

        var free = group.FreeExtents.ToList();
        PlaceTree(XfsGroupTree.FreeByBlock, Records(free, 8, WriteFree), group.ByBlockRoot, 0);
        PlaceTree(XfsGroupTree.FreeByCount, Records(free.OrderBy(extent => extent.Count).ThenBy(extent => extent.Start).ToList(), 8, WriteFree),
            group.ByCountRoot, 0);

        var totalChunks = groups.Sum(other => other.ChunkCount) * XfsInodeChunk.Inodes;
        PlaceSector(0, XfsSuperblock.ChecksumOffset, new XfsSuperblock(
            XfsGeometry.BlockSize, geometry.BlockCount, geometry.Uuid, LogStart(groups), rootInode, geometry.AgBlocks, geometry.AgCount,
            geometry.LogBlocks,
            (ushort)(XfsSuperblock.VersionOfImages | (geometry.SectorSize > 512 ? XfsSuperblock.VersionWithSectors : 0)),
            (ushort)geometry.SectorSize, XfsGeometry.InodeSize, XfsGeometry.InodesPerBlock, label, XfsGeometry.BlockLog, Log2(geometry.SectorSize),
            Log2(XfsGeometry.InodeSize), XfsGeometry.InodesPerBlockLog, geometry.AgBlockLog, geometry.MaximumInodePercent, (ulong)totalChunks,
            (ulong)(totalChunks - groups.Sum(other => other.InodeCount)),
            (ulong)groups.Sum(other => other.FreeBlocks + (long)other.FreeListCount + other.OtherRmapCount), InodeAlignment, 0,
            geometry.SectorSize > 512 ? Log2(geometry.SectorSize) : (byte)0, geometry.SectorSize > 512 ? (ushort)geometry.SectorSize : (ushort)0,
            geometry.SectorSize > 512 ? XfsGeometry.BlockSize : 1u, XfsSuperblock.Features2OfImages, geometry.ReadOnlyFeatures,
            geometry.IncompatibleFeatures, SparseInodeAlignment).Write);
        PlaceSector(1, XfsFreeSpaceHeader.ChecksumOffset, new XfsFreeSpaceHeader(
            group.Number, group.Length, group.ByBlockRoot, group.ByCountRoot, group.RmapRoot, 1, 1, (uint)rmap.Levels, 0,
            group.FreeListCount - 1, group.FreeListCount, group.FreeBlocks, free.Count == 0 ? 0 : free.Max(extent => extent.Count),
            group.OtherRmapCount, geometry.Uuid, (uint)rmap.Blocks, 1, group.RefcountRoot, 1).Write);
        PlaceSector(2, XfsInodeHeader.ChecksumOffset, new XfsInodeHeader(
            group.Number, group.Length, group.ChunkCount * XfsInodeChunk.Inodes, group.InodeRoot, (uint)inodeTree.Levels,
            (group.ChunkCount * XfsInodeChunk.Inodes) - group.InodeCount, chunks.Count == 0 ? uint.MaxValue : chunks[^1].Start, geometry.Uuid,
            group.FreeInodeRoot, 1, (uint)inodeTree.Blocks, 1).Write);
        PlaceSector(3, FreeListChecksumOffset, WriteFreeList);
        image.Place(geometry.OffsetOf(group.Number, group.ChunkStart), inodes, $"{name}, inodes");

        void PlaceTree(XfsGroupTree tree, byte[] records, uint root, uint others)
        {
            foreach (var (block, bytes) in tree.Build(records, root, others, Header))
            {
                image.Place(geometry.OffsetOf(group.Number, block), bytes, $"{name}, tree");
            }
        }

        void PlaceSector(int sector, int checksum, WriteStructure write)
        {
            var bytes = new byte[geometry.SectorSize];
            write(bytes);
            XfsChecksum.Seal(bytes, checksum);
            image.Place(geometry.OffsetOf(group.Number, 0) + (sector * (long)geometry.SectorSize), bytes, $"{name}, head {sector}");
        }
    }

    delegate void WriteStructure(Span<byte> destination);

    delegate void WriteRecord<T>(T record, Span<byte> destination);

    static byte Log2(int value) => (byte)int.Log2(value);

    static void WriteFree((uint Start, uint Count) extent, Span<byte> destination)
    {
        WriteUInt32BigEndian(destination, extent.Start);
        WriteUInt32BigEndian(destination[4..], extent.Count);
    }

    static byte[] Records<T>(IReadOnlyList<T> records, int size, WriteRecord<T> write)
    {
        var bytes = new byte[records.Count * size];
        for (var index = 0; index < records.Count; index++)
        {
            write(records[index], bytes.AsSpan(index * size, size));
        }

        return bytes;
    }

    ulong LogStart(XfsGroup[] groups) => geometry.VolumeBlock(geometry.LogGroup, groups[geometry.LogGroup].LogStart);

    XfsShortBtreeHeader Header(uint block) =>
        new(0, 0, 0, 0, 0, XfsGeometry.PositionOf(geometry.OffsetOf(group.Number, block)), geometry.Uuid, group.Number);

    List<XfsInodeChunk> Chunks()
    {
        var result = new List<XfsInodeChunk>((int)group.ChunkCount);
        for (var chunk = 0u; chunk < group.ChunkCount; chunk++)
        {
            var used = (int)Math.Min(XfsInodeChunk.Inodes, group.InodeCount - (chunk * XfsInodeChunk.Inodes));
            result.Add(new XfsInodeChunk(
                (group.ChunkStart + (chunk * XfsGeometry.ChunkBlocks)) * XfsGeometry.InodesPerBlock, 0, XfsInodeChunk.Inodes,
                (byte)(XfsInodeChunk.Inodes - used), used == XfsInodeChunk.Inodes ? 0 : ulong.MaxValue << used));
        }

        return result;
    }

    void WriteFreeList(Span<byte> destination)
    {
        const uint Magic = 0x5841_464C; // XAFL
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt32BigEndian(destination[4..], group.Number);
        geometry.Uuid.TryWriteBytes(destination[8..], bigEndian: true, out _);
        destination[FreeListOffset..].Fill(0xFF);
        for (var index = 0u; index < group.FreeListCount; index++)
        {
            WriteUInt32BigEndian(destination[(FreeListOffset + ((int)index * 4))..], group.FreeListStart + index);
        }
    }
}
