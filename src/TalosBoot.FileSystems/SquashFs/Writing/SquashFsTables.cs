using System.Buffers.Binary;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>Makes the tables behind the blocks, whose places are known by now, and the superblock (docs/formats/squashfs.md).</summary>
internal sealed class SquashFsTables(SquashFsCodec codec, SquashFsOptions options, TreePlan plan, Stream output)
{
    /// <summary>Images fill pages, for the loop devices that they are attached to. The padding does not count as used.</summary>
    const int PageSize = 4096;

    long _position;

    /// <summary>Writes all tables and the padding.</summary>
    /// <param name="start">Where the output stands in the image.</param>
    /// <param name="fragments">The fragment blocks.</param>
    /// <param name="cancellationToken">Checked for every inode.</param>
    /// <returns>The superblock of the image.</returns>
    public Superblock Write(long start, IReadOnlyList<FragmentEntry> fragments, CancellationToken cancellationToken)
    {
        _position = start;
        var inodes = new InodeTableWriter(codec, options, plan.Root.Number);
        foreach (var inode in plan.WriteOrder)
        {
            cancellationToken.ThrowIfCancellationRequested();
            inodes.Write(inode);
        }

        var inodeTable = WriteTable(inodes.Finish());
        var directoryTable = WriteTable(inodes.Directories.Finish());
        var fragmentTable = WriteFragments(fragments);
        var exportTable = WriteExports();
        var idTable = WriteIds(inodes.Ids);
        var xattrTable = WriteXattrs(inodes.Xattrs);
        var used = _position;
        output.Write(new byte[(PageSize - (used % PageSize)) % PageSize]);
        return new Superblock(
            plan.Root.Number, (uint)options.Clock.UnixSeconds, (uint)options.BlockSize, (uint)fragments.Count, codec.Id,
            (ushort)int.Log2(options.BlockSize), Flags(), (ushort)inodes.IdCount, plan.Root.Reference.Value, (ulong)used, (ulong)idTable,
            xattrTable, (ulong)inodeTable, (ulong)directoryTable, (ulong)fragmentTable, (ulong)exportTable);
    }

    SuperblockFlags Flags()
    {
        var flags = SuperblockFlags.DuplicatesRemoved | SuperblockFlags.Exportable;
        if (!codec.Options.IsEmpty)
        {
            flags |= SuperblockFlags.CompressorOptions;
        }

        if (codec.StoresAll)
        {
            flags |= SuperblockFlags.UncompressedInodes | SuperblockFlags.UncompressedData | SuperblockFlags.UncompressedFragments
                | SuperblockFlags.UncompressedXattrs | SuperblockFlags.UncompressedIds;
        }

        return flags;
    }

    long WriteFragments(IReadOnlyList<FragmentEntry> fragments)
    {
        var table = new MetadataWriter(codec);
        foreach (var fragment in fragments)
        {
            table.Append(fragment);
        }

        return WriteLookupTable(table);
    }

    /// <summary>The place of each inode, by its number.</summary>
    long WriteExports()
    {
        var references = new ulong[plan.WriteOrder.Count];
        foreach (var inode in plan.WriteOrder)
        {
            references[inode.Number - 1] = inode.Reference.Value;
        }

        var table = new MetadataWriter(codec);
        foreach (var reference in references)
        {
            table.AppendU64(reference);
        }

        return WriteLookupTable(table);
    }

    long WriteIds(IEnumerable<uint> ids)
    {
        var table = new MetadataWriter(codec);
        foreach (var id in ids)
        {
            table.AppendU32(id);
        }

        return WriteLookupTable(table);
    }

    ulong WriteXattrs(XattrTableWriter xattrs)
    {
        if (xattrs.Count == 0)
        {
            return Superblock.NoTable;
        }

        var (pairs, ids, idBlocks) = xattrs.Finish();
        var pairsStart = WriteTable(pairs);
        var idsStart = WriteTable(ids);
        Span<byte> header = stackalloc byte[XattrTableHeader.Size];
        new XattrTableHeader((ulong)pairsStart, (uint)xattrs.Count).Write(header);
        var start = WriteTable(header);
        WritePointers(idsStart, idBlocks);
        return (ulong)start;
    }

    /// <summary>Writes a table and the places of its blocks.</summary>
    /// <returns>Where the places are, which is what the superblock points to (docs/formats/squashfs.md).</returns>
    long WriteLookupTable(MetadataWriter table)
    {
        var start = WriteTable(table.Finish());
        var pointers = _position;
        WritePointers(start, table.BlockOffsets);
        return pointers;
    }

    void WritePointers(long start, IReadOnlyList<long> blockOffsets)
    {
        Span<byte> pointer = stackalloc byte[sizeof(long)];
        foreach (var offset in blockOffsets)
        {
            BinaryPrimitives.WriteInt64LittleEndian(pointer, start + offset);
            WriteTable(pointer);
        }
    }

    long WriteTable(ReadOnlyMemory<byte> table) => WriteTable(table.Span);

    long WriteTable(ReadOnlySpan<byte> table)
    {
        var start = _position;
        output.Write(table);
        _position += table.Length;
        return start;
    }
}
