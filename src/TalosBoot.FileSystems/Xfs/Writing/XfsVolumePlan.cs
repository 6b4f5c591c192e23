using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>Gives every inode its number, then its blocks, and places all of it.</summary>
/// <param name="geometry">The volume.</param>
/// <param name="options">What was asked for.</param>
internal sealed class XfsVolumePlan(XfsGeometry geometry, XfsOptions options)
{
    /// <summary>The longest target of a symbolic link that XFS takes.</summary>
    const int MaximumTarget = 1024;

    /// <summary>The root directory, and two inodes of the real-time device that is not there.</summary>
    const uint RootInodes = 3;

    readonly XfsAllocator _allocator = new(geometry);
    readonly SparseImageBuilder _image = new();

    public SparseSource Build(FileTree tree, CancellationToken cancellationToken)
    {
        var nodes = VolumeTree.List(tree, filesFirst: true, MaximumTarget, cancellationToken);
        var inodes = PlaceInodes(nodes);
        var contents = WriteInodes(inodes, cancellationToken);
        if (_allocator.IsOverfull)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, options.Name, _allocator.Wanted * XfsGeometry.BlockSize,
                _allocator.Capacity * XfsGeometry.BlockSize, "the files do not fit. Make it larger, or put less into it.");
        }

        if (geometry.HasReverseMap)
        {
            Array.ForEach(_allocator.Groups, group => group.TakeReverseMap());
        }

        foreach (var group in _allocator.Groups)
        {
            new XfsGroupWriter(geometry, group).Place(_image, contents[group.Number], RootNumber(), options.Label, _allocator.Groups);
        }

        PlaceLog();
        return _image.Build(options.Size);
    }

    ulong RootNumber() => geometry.InodeNumber(0, _allocator.Groups[0].ChunkStart * XfsGeometry.InodesPerBlock);

    /// <summary>
    /// Directories go round the groups in the order in which they are made, from the first below the root on; files go where their directory
    /// is (measured with xfsprogs 7.2). From a group that is full of inodes, both go to the next.
    /// </summary>
    XfsInodePlan[] PlaceInodes(List<VolumeNode> nodes)
    {
        var inodes = new XfsInodePlan[nodes.Count];
        _allocator.Groups[0].InodeCount = RootInodes;
        inodes[0] = new XfsInodePlan(nodes[0], 0, 0);
        var capacities = Array.ConvertAll(_allocator.Groups, group => group.InodeCapacity);
        var capacity = capacities.Sum(count => (long)count);
        if (nodes.Count + RootInodes > capacity)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, $"{options.Name}, inodes", (nodes.Count + RootInodes) * (long)XfsGeometry.InodeSize,
                capacity * XfsGeometry.InodeSize, "there are too many files and directories. Make it larger, or put fewer into it.");
        }

        var directories = 0u;
        foreach (var node in nodes.Skip(1))
        {
            var group = node.IsDirectory ? directories++ % geometry.AgCount : inodes[node.Names[0].Directory.Index].Group;
            while (_allocator.Groups[group].InodeCount == capacities[group])
            {
                group = (group + 1) % geometry.AgCount;
            }

            inodes[node.Index] = new XfsInodePlan(node, group, _allocator.Groups[group].InodeCount++);
        }

        _allocator.TakeChunks();
        foreach (var inode in inodes)
        {
            var first = _allocator.Groups[inode.Group].ChunkStart * XfsGeometry.InodesPerBlock;
            inode.Number = geometry.InodeNumber(inode.Group, first + inode.Index);
        }

        return inodes;
    }

    /// <summary>The inodes of each group, those that are free at the end included.</summary>
    byte[][] WriteInodes(XfsInodePlan[] inodes, CancellationToken cancellationToken)
    {
        var writer = new XfsInodeWriter(geometry, options, _allocator, _image, inodes);
        var contents = Array.ConvertAll(
            _allocator.Groups, group => new byte[group.ChunkCount * XfsInodeChunk.Inodes * (long)XfsGeometry.InodeSize]);
        foreach (var inode in inodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(inode).CopyTo(At(inode.Group, inode.Index));
        }

        writer.WriteRealTime(RootNumber() + 1, XfsInode.NewRealTimeBitmap).CopyTo(At(0, 1));
        writer.WriteRealTime(RootNumber() + 2, 0).CopyTo(At(0, 2));
        foreach (var group in _allocator.Groups)
        {
            for (var index = group.InodeCount; index < group.ChunkCount * XfsInodeChunk.Inodes; index++)
            {
                var number = geometry.InodeNumber(group.Number, (group.ChunkStart * XfsGeometry.InodesPerBlock) + index);
                writer.WriteFree(number).CopyTo(At(group.Number, index));
            }
        }

        return contents;

        Span<byte> At(uint group, uint index) => contents[group].AsSpan(checked((int)index * XfsGeometry.InodeSize), XfsGeometry.InodeSize);
    }

    void PlaceLog()
    {
        var group = _allocator.Groups[geometry.LogGroup];
        _image.Place(geometry.OffsetOf(group.Number, group.LogStart), XfsLog.AfterUnmount(geometry), "log");
    }
}
