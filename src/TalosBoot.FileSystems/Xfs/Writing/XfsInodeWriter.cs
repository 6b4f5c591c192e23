using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>Gives one inode after the other its blocks, places them, and makes the inodes' 512 bytes.</summary>
/// <param name="geometry">The volume.</param>
/// <param name="options">What was asked for.</param>
/// <param name="allocator">Where blocks come from.</param>
/// <param name="image">Where blocks are placed.</param>
/// <param name="inodes">All inodes, by the index of their node.</param>
internal sealed class XfsInodeWriter(
    XfsGeometry geometry, XfsOptions options, XfsAllocator allocator, SparseImageBuilder image, XfsInodePlan[] inodes)
{
    /// <summary>How mkfs.xfs and Linux divide an inode that has attributes: 192 bytes for data, 144 for attributes.</summary>
    const int UsualForkOffset = 24;

    /// <summary>Where attributes take more, this much stays for extents: three, or the root of a tree.</summary>
    const int SmallestDataRoom = 48;

    const byte DeviceForkOffset = 1;

    readonly ulong _flags2 = XfsInode.BigTime | (geometry.HasLargeCounts ? XfsInode.LargeCounts : 0);

    /// <summary>Makes an inode.</summary>
    public byte[] Write(XfsInodePlan inode)
    {
        var node = inode.Node;
        var attributes = AttributesOf(inode);
        var attributeFork = attributes.Count > 0 ? new XfsAttributeFork(geometry.Uuid, inode.Number, attributes) : null;
        var local = LocalDataOf(inode);
        var (forkOffset, attributesAreLocal) = Divide(node, local?.Length, attributeFork?.ShortLength);
        var dataRoom = forkOffset == 0 ? XfsGeometry.ForkRoom : forkOffset * 8;
        var (data, length) = local is not null && local.Length <= dataRoom
            ? (Fork.OfLocal(node.Entry is SpecialFile ? XfsInode.FormatDevice : XfsInode.FormatLocal, local),
                node.Entry is SpecialFile ? 0UL : (ulong)local.Length)
            : WriteData(inode, dataRoom);
        var attribute = attributeFork is null ? new Fork(XfsInode.FormatExtents, [], 0, 0)
            : attributesAreLocal ? Fork.OfLocal(XfsInode.FormatLocal, attributeFork.BuildShort())
            : WriteBlocks(inode, attributeFork.BuildBlocks(), XfsGeometry.ForkRoom - dataRoom, XfsRmapRecord.AttributeFork);

        var bytes = new byte[XfsGeometry.InodeSize];
        var metadata = node.Entry.Metadata;
        var time = options.Clock?.UnixSeconds ?? metadata.ModifiedAt;
        new XfsInode(
            node.Mode, 3, data.Format, metadata.UserId, metadata.GroupId, node.Links, time, time, time, length, data.Blocks + attribute.Blocks,
            data.Extents, (uint)attribute.Extents, (byte)forkOffset, attribute.Format, 0, inode.Generation, 1, _flags2, time, inode.Number,
            geometry.Uuid).Write(bytes);
        data.Bytes.CopyTo(bytes.AsSpan(XfsInode.Size));
        attribute.Bytes.CopyTo(bytes.AsSpan(XfsInode.Size + (attributeFork is null ? 0 : dataRoom)));
        XfsChecksum.Seal(bytes, XfsInode.ChecksumOffset);
        return bytes;
    }

    /// <summary>An inode that is not in use.</summary>
    public byte[] WriteFree(ulong number)
    {
        var bytes = new byte[XfsGeometry.InodeSize];
        new XfsInode(0, 3, 0, 0, 0, 0, XfsTime.First, XfsTime.First, XfsTime.First, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number, geometry.Uuid)
            .Write(bytes);

        // Nothing but the numbers is set; times would be as well.
        bytes.AsSpan(32, 24).Clear();
        bytes.AsSpan(144, 8).Clear();
        XfsChecksum.Seal(bytes, XfsInode.ChecksumOffset);
        return bytes;
    }

    /// <summary>An inode of the real-time device that is not there: an empty file.</summary>
    public byte[] WriteRealTime(ulong number, ushort flags)
    {
        const ushort EmptyFile = 0x8000;
        var bytes = new byte[XfsGeometry.InodeSize];
        var time = options.Clock?.UnixSeconds ?? 0;
        new XfsInode(EmptyFile, 3, XfsInode.FormatExtents, 0, 0, 1, time, time, time, 0, 0, 0, 0, 0, XfsInode.FormatExtents, flags,
            XfsInodePlan.SeedGeneration, 1, _flags2, time, number, geometry.Uuid).Write(bytes);
        XfsChecksum.Seal(bytes, XfsInode.ChecksumOffset);
        return bytes;
    }

    List<XfsAttribute> AttributesOf(XfsInodePlan inode)
    {
        var result = XfsAttribute.Of(inode.Node.Entry, inode.Node.Path).ToList();
        if (geometry.HasParentPointers)
        {
            result.AddRange(inode.Node.Names.Select(name =>
                XfsAttribute.ParentPointer(name.Name, inodes[name.Directory.Index].Number, inodes[name.Directory.Index].Generation)));
        }

        return result;
    }

    /// <summary>What the inode itself can hold, if there is room: a small directory, a target, a device number. Null for files.</summary>
    byte[]? LocalDataOf(XfsInodePlan inode)
    {
        switch (inode.Node.Entry)
        {
            case DirectoryNode:
                var directory = DirectoryOf(inode);
                return directory.ShortLength <= XfsGeometry.ForkRoom ? directory.BuildShort() : null;
            case SymbolicLink link:
                return FileNames.Encode(link.Target);
            case SpecialFile special:
                var device = new byte[4];
                BinaryPrimitives.WriteUInt32BigEndian(device, (special.DeviceMajor << 18) | special.DeviceMinor);
                return device;
            default:
                return null;
        }
    }

    XfsDirectory DirectoryOf(XfsInodePlan inode) => new(
        geometry.Uuid, inode.Number, inodes[inode.Node.Parent.Index].Number,
        inode.Node.Children.ConvertAll(child =>
            new XfsDirectoryEntry(child.Name, inodes[child.Node.Index].Number, DirectoryEntryType.Of(child.Node.Entry))));

    /// <summary>Divides the inode between its forks.</summary>
    static (int ForkOffset, bool AttributesAreLocal) Divide(VolumeNode node, int? localData, int? localAttributes)
    {
        const int Room = XfsGeometry.ForkRoom;
        if (localAttributes is not { } attributes)
        {
            return (0, false);
        }

        if (node.Entry is SpecialFile)
        {
            return (DeviceForkOffset, attributes <= Room - (DeviceForkOffset * 8));
        }

        const int UsualDataRoom = UsualForkOffset * 8;
        if (attributes <= Room - UsualDataRoom && localData is null or <= UsualDataRoom)
        {
            return (UsualForkOffset, true);
        }

        if (attributes > Room - SmallestDataRoom)
        {
            return (UsualForkOffset, false);
        }

        var needed = Alignment.Up(attributes, 8);
        if (localData is { } data && Alignment.Up(data, 8) + needed <= Room)
        {
            return (Math.Max(Alignment.DivideUp(data, 8), SmallestDataRoom / 8) is var offset && (offset * 8) + needed <= Room
                ? offset : Alignment.DivideUp(data, 8), true);
        }

        return (attributes <= Room - UsualDataRoom ? UsualForkOffset : (Room - needed) / 8, true);
    }

    (Fork Fork, ulong Length) WriteData(XfsInodePlan inode, int room)
    {
        switch (inode.Node.Entry)
        {
            case DirectoryNode:
                var (blocks, dataBlocks) = DirectoryOf(inode).BuildBlocks();
                return (WriteBlocks(inode, blocks, room, 0), (ulong)dataBlocks * XfsGeometry.BlockSize);
            case SymbolicLink link:
                var target = FileNames.Encode(link.Target);
                var parts = XfsForkBlock.OfRemote(0, target, XfsRemoteHeader.LinkTarget, geometry.Uuid, inode.Number).ToList();
                return (WriteBlocks(inode, parts, room, 0), (ulong)target.Length);
            case RegularFile file:
                return (WriteFile(inode, file.Content, room), (ulong)file.Content.Length);
            default:
                throw new InvalidOperationException($"\"{inode.Node.Path}\" has no data.");
        }
    }

    Fork WriteFile(XfsInodePlan inode, BlobSource content, int room)
    {
        var extents = new List<XfsExtent>();
        foreach (var run in BlockRun.Of(content, XfsGeometry.BlockSize))
        {
            var position = run.Start;
            foreach (var (block, count) in allocator.Take(inode.Group, run.Count, inode.Number, (ulong)run.Start))
            {
                extents.Add(new XfsExtent(false, (ulong)position, block, count));
                image.Place(geometry.OffsetOf(block), new BlockRun(position, count).Cut(content, XfsGeometry.BlockSize), inode.Node.Path);
                position += count;
            }
        }

        return Finish(inode, extents, room, 0);
    }

    Fork WriteBlocks(XfsInodePlan inode, List<XfsForkBlock> blocks, int room, ulong rmapFlags)
    {
        var extents = new List<XfsExtent>();
        for (var first = 0; first < blocks.Count;)
        {
            var count = 1;
            while (first + count < blocks.Count && blocks[first + count].Logical == blocks[first].Logical + (ulong)count)
            {
                count++;
            }

            var position = first;
            foreach (var (block, part) in allocator.Take(inode.Group, count, inode.Number, blocks[first].Logical | rmapFlags))
            {
                extents.Add(new XfsExtent(false, blocks[position].Logical, block, part));
                for (var index = 0u; index < part; index++, position++)
                {
                    var offset = geometry.OffsetOf(block + index);
                    blocks[position].Seal(blocks[position].Bytes, XfsGeometry.PositionOf(offset));
                    image.Place(offset, blocks[position].Bytes, inode.Node.Path);
                }
            }

            first += count;
        }

        return Finish(inode, extents, room, rmapFlags);
    }

    Fork Finish(XfsInodePlan inode, List<XfsExtent> extents, int room, ulong rmapFlags)
    {
        var (bytes, format, tree) = XfsExtentTree.Build(
            extents, room,
            count => [.. allocator.Take(inode.Group, count, inode.Number, rmapFlags | XfsRmapRecord.ExtentTree, advances: false)
                .SelectMany(run => Enumerable.Range(0, (int)run.Count).Select(index => run.Block + (ulong)index))],
            block => new XfsLongBtreeHeader(
                0, 0, 0, 0, XfsGeometry.PositionOf(geometry.OffsetOf(block)), geometry.Uuid, inode.Number));
        if (!allocator.IsOverfull)
        {
            foreach (var (block, content) in tree)
            {
                image.Place(geometry.OffsetOf(block), content, inode.Node.Path);
            }
        }

        return new Fork(format, bytes, (ulong)extents.Count, (ulong)extents.Sum(extent => extent.Count) + (ulong)tree.Count);
    }

    /// <summary>A fork: its format, what the inode holds of it, its extents and its blocks.</summary>
    readonly record struct Fork(byte Format, byte[] Bytes, ulong Extents, ulong Blocks)
    {
        public static Fork OfLocal(byte format, byte[] bytes) => new(format, bytes, 0, 0);
    }
}
