using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.FileSystems.Volumes;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>Gives one inode after the other its blocks, places them, and keeps the inodes' bytes.</summary>
/// <param name="geometry">The volume.</param>
/// <param name="options">What was asked for.</param>
/// <param name="seed">What the volume's checksums start from.</param>
/// <param name="map">Where blocks come from.</param>
/// <param name="image">Where blocks are placed.</param>
internal sealed class Ext4InodeWriter(Ext4Geometry geometry, Ext4Options options, uint seed, Ext4BlockMap map, SparseImageBuilder image)
{
    const ushort OwnFile = 0x8180; // a regular file of mode 0600

    /// <summary>More names, or subdirectories, are not counted.</summary>
    const uint MostLinks = 65_000;

    /// <summary>Targets of this length or more are stored in a block.</summary>
    const int InlineTarget = Ext4Inode.MapLength;

    readonly Dictionary<uint, byte[]> _inodes = [];
    readonly Dictionary<uint, uint> _directories = [];

    /// <summary>The directories whose inodes a group has.</summary>
    public uint DirectoriesOf(uint group) => _directories.GetValueOrDefault(group);

    /// <summary>The inodes of a group, one after the other.</summary>
    public byte[] TableOf(uint first, uint count)
    {
        var table = new byte[count * Ext4Inode.Size];
        for (var index = 0u; index < count; index++)
        {
            if (_inodes.TryGetValue(first + index, out var inode))
            {
                inode.CopyTo(table.AsSpan((int)index * Ext4Inode.Size));
            }
        }

        return table;
    }

    public void Write(uint number, byte[] inode)
    {
        Ext4Inode.Seal(inode, SeedOf(number));
        _inodes.Add(number, inode);
    }

    /// <summary>Writes a file of the volume's own, of which blocks were taken.</summary>
    /// <param name="number">Its inode.</param>
    /// <param name="runs">Its blocks.</param>
    /// <param name="contentOf">What a block of that number and place in the file holds; null for zeros.</param>
    /// <returns>The map of the inode, and the upper and lower half of its length: what the superblock keeps of the journal.</returns>
    public byte[] WriteReserved(uint number, List<(uint Block, uint Count)> runs, Func<uint, long, byte[]?> contentOf)
    {
        var extents = new List<Ext4Extent>();
        var logical = 0L;
        foreach (var (block, count) in runs)
        {
            AddExtents(extents, logical, block, count);
            for (var index = 0u; index < count; index++)
            {
                if (contentOf(block + index, logical + index) is { } bytes)
                {
                    PlaceBlock(block + index, bytes, $"inode {number}");
                }
            }

            logical += count;
        }

        var length = (ulong)logical * (ulong)geometry.BlockSize;
        var time = options.Clock.UnixSeconds;
        var inode = Finish(number, extents, logical, new Ext4Inode(OwnFile, 0, 0, length, 0, time, time, 0, 1, 0, 0, 0, 0));
        Write(number, inode);
        var kept = new byte[Ext4Inode.MapLength + 8];
        inode.AsSpan(Ext4Inode.MapOffset, Ext4Inode.MapLength).CopyTo(kept);
        WriteUInt32LittleEndian(kept.AsSpan(Ext4Inode.MapLength), (uint)(length >> 32));
        WriteUInt32LittleEndian(kept.AsSpan(Ext4Inode.MapLength + 4), (uint)length);
        return kept;
    }

    /// <summary>Writes an entry of the tree.</summary>
    public void WriteNode(VolumeNode node, uint[] numbers, int fewestBlocks)
    {
        var number = numbers[node.Index];
        var metadata = node.Entry.Metadata;
        var time = options.KeepsTimes ? metadata.ModifiedAt : options.Clock.UnixSeconds;
        var inode = new Ext4Inode(
            node.Mode, metadata.UserId, metadata.GroupId, 0, time, time, time, time, LinksOf(node), 0, 0, 0, 0);
        var attributes = Ext4AttributeWriter.Create(node.Entry, node.Path, geometry.BlockSize);
        var attributeBlock = attributes is null or { FitsInode: true } ? 0 : TakeOne();
        if (attributeBlock != 0)
        {
            PlaceBlock(attributeBlock, attributes!.BuildBlock(seed, attributeBlock), node.Path);
        }

        inode = inode with { AttributeBlock = attributeBlock, Sectors = attributeBlock == 0 ? 0 : (ulong)(geometry.BlockSize / 512) };
        var bytes = node.Entry switch
        {
            DirectoryNode => WriteDirectory(node, numbers, inode, fewestBlocks),
            RegularFile file => WriteFile(number, file.Content, node.Path, inode),
            SymbolicLink link => WriteLink(number, FileNames.Encode(link.Target), node.Path, inode),
            SpecialFile special => WriteSpecial(special, inode),
            _ => throw new InvalidOperationException($"\"{node.Path}\" has no form in a file system."),
        };
        if (attributes is { FitsInode: true })
        {
            attributes.WriteInto(bytes);
        }

        Write(number, bytes);
    }

    /// <summary>With more subdirectories than the field counts, a directory says 1; a file cannot have so many names.</summary>
    static ushort LinksOf(VolumeNode node) => node.Links <= MostLinks
        ? (ushort)node.Links
        : node.IsDirectory ? (ushort)1 : throw new Core.Diagnostics.LayoutException(
            Core.Diagnostics.DiagnosticIds.FieldOverflow, node.Path, node.Links, MostLinks, "it has more names than ext4 counts. Give it fewer.");

    byte[] WriteDirectory(VolumeNode node, uint[] numbers, Ext4Inode inode, int fewestBlocks)
    {
        var number = numbers[node.Index];
        var group = (number - 1) / geometry.InodesPerGroup;
        _directories[group] = _directories.GetValueOrDefault(group) + 1;
        var blocks = new Ext4Directory(geometry.BlockSize, SeedOf(number)).Build(
            number, numbers[node.Parent.Index],
            node.Children.Select(child => (child.Name, numbers[child.Node.Index], DirectoryEntryType.Of(child.Node.Entry))), fewestBlocks);
        var extents = new List<Ext4Extent>();
        var logical = 0;
        foreach (var (block, count) in map.Take(blocks.Count))
        {
            AddExtents(extents, logical, block, count);
            for (var index = 0u; index < count; index++)
            {
                PlaceBlock(block + index, blocks[logical++], node.Path);
            }
        }

        return Finish(number, extents, blocks.Count, inode with { Length = (ulong)blocks.Count * (ulong)geometry.BlockSize });
    }

    byte[] WriteFile(uint number, BlobSource content, string path, Ext4Inode inode)
    {
        var largest = (long)uint.MaxValue * geometry.BlockSize;
        if (content.Length > largest)
        {
            throw new Core.Diagnostics.LayoutException(
                Core.Diagnostics.DiagnosticIds.FieldOverflow, path, content.Length, largest, "ext4 has no larger files. Make it smaller.");
        }

        var extents = new List<Ext4Extent>();
        var total = 0L;
        foreach (var run in BlockRun.Of(content, geometry.BlockSize))
        {
            var position = run.Start;
            total += run.Count;
            foreach (var (block, count) in map.Take(run.Count))
            {
                AddExtents(extents, position, block, count);
                image.Place(block * (long)geometry.BlockSize, new BlockRun(position, count).Cut(content, geometry.BlockSize), path);
                position += count;
            }
        }

        return Finish(number, extents, total, inode with { Length = (ulong)content.Length });
    }

    byte[] WriteLink(uint number, byte[] target, string path, Ext4Inode inode)
    {
        inode = inode with { Length = (ulong)target.Length };
        if (target.Length >= InlineTarget)
        {
            return WriteFile(number, BlobSource.FromBytes(target), path, inode);
        }

        var bytes = new byte[Ext4Inode.Size];
        inode.Write(bytes);
        target.CopyTo(bytes.AsSpan(Ext4Inode.MapOffset));
        return bytes;
    }

    /// <summary>Small device numbers have the old form, of 16 bits.</summary>
    static byte[] WriteSpecial(SpecialFile special, Ext4Inode inode)
    {
        var bytes = new byte[Ext4Inode.Size];
        inode.Write(bytes);
        var place = bytes.AsSpan(Ext4Inode.MapOffset);
        if (special is { DeviceMajor: <= byte.MaxValue, DeviceMinor: <= byte.MaxValue })
        {
            WriteUInt32LittleEndian(place, (special.DeviceMajor << 8) | special.DeviceMinor);
        }
        else
        {
            WriteUInt32LittleEndian(
                place[4..], (special.DeviceMinor & 0xFF) | (special.DeviceMajor << 8) | ((special.DeviceMinor & ~0xFFu) << 12));
        }

        return bytes;
    }

    static void AddExtents(List<Ext4Extent> extents, long logical, uint block, uint count)
    {
        while (count > 0)
        {
            var part = Math.Min(count, Ext4Extent.MaximumCount);
            extents.Add(new Ext4Extent((uint)logical, (ushort)part, block));
            logical += part;
            block += part;
            count -= part;
        }
    }

    byte[] Finish(uint number, List<Ext4Extent> extents, long blocks, Ext4Inode inode)
    {
        var (extentMap, tree) = Ext4ExtentTree.Build(extents, geometry.BlockSize, SeedOf(number), TakeOne);
        foreach (var (block, bytes) in tree)
        {
            PlaceBlock(block, bytes, $"extents of inode {number}");
        }

        var result = new byte[Ext4Inode.Size];
        (inode with
        {
            Flags = Ext4Inode.HasExtents,
            Sectors = inode.Sectors + ((ulong)(blocks + tree.Count) * (ulong)(geometry.BlockSize / 512)),
        }).Write(result);
        extentMap.CopyTo(result.AsSpan(Ext4Inode.MapOffset));
        return result;
    }

    uint SeedOf(uint number) => Ext4Checksums.SeedOf(seed, number, 0);

    uint TakeOne() => map.Take(1) is [var run, ..] ? run.Block : 0;

    void PlaceBlock(uint block, byte[] bytes, string name)
    {
        // Block 0 stands for none: the volume is full, and will be refused.
        if (block != 0)
        {
            image.Place(block * (long)geometry.BlockSize, bytes, name);
        }
    }
}
