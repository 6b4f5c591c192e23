using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.FileSystems.Volumes;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>Gives every inode its number and its blocks, and places all of it (docs/formats/disk.md).</summary>
internal sealed class Ext4VolumePlan
{
    const uint RootInode = 2;

    const uint ResizeInode = 7;

    const uint JournalInode = 8;

    const uint FirstInode = 11;

    const string LostAndFound = "lost+found";

    readonly Ext4Geometry _geometry;
    readonly Ext4Options _options;
    readonly Guid _uuid;
    readonly uint _seed;
    readonly Ext4BlockMap _map;
    readonly SparseImageBuilder _image = new();
    readonly Ext4InodeWriter _inodes;
    readonly Ext4GroupDescriptor[] _groups;
    uint[] _numbers = [];
    byte[]? _journalMap;

    public Ext4VolumePlan(Ext4Geometry geometry, Ext4Options options)
    {
        _geometry = geometry;
        _options = options;
        _uuid = options.Uuid ?? Core.Determinism.DeterministicGuid.CreateFromLabel(options.Label);
        _seed = Ext4Checksums.SeedOf(_uuid);
        _map = new Ext4BlockMap(geometry.BlockCount, geometry.FirstDataBlock);
        _groups = new Ext4GroupDescriptor[geometry.GroupCount];
        _inodes = new Ext4InodeWriter(geometry, options, _seed, _map, _image);
    }

    uint OrphanInode => _geometry.OrphanBlocks > 0 ? FirstInode + 1 : 0;

    /// <summary>Whether everything finds its place. Ask a plan one thing: this, or to build.</summary>
    public bool Fits(FileTree tree, CancellationToken cancellationToken) => Allocate(tree, cancellationToken) is null;

    public BlobSource Build(FileTree tree, CancellationToken cancellationToken)
    {
        if (Allocate(tree, cancellationToken) is { } shortage)
        {
            throw shortage;
        }

        PlaceGroups(cancellationToken);
        PlaceHeads();
        return _image.Build(_options.Size);
    }

    /// <summary>Gives inodes and blocks to everything.</summary>
    /// <returns>What is too small; null when all have theirs.</returns>
    LayoutException? Allocate(FileTree tree, CancellationToken cancellationToken)
    {
        PlaceTables();
        var nodes = VolumeTree.List(tree, filesFirst: false, Math.Min(4095, _geometry.BlockSize - 1), cancellationToken);
        var last = Number(nodes, out var lostAndFound);
        if (last > _geometry.InodeCount)
        {
            return new LayoutException(
                DiagnosticIds.PartOutOfBounds, $"{_options.Name}, inodes", last * (long)Ext4Inode.Size, _geometry.InodeCount * (long)Ext4Inode.Size,
                $"there are {last - FirstInode} files and directories, and inodes for {_geometry.InodeCount - FirstInode}. "
                + "Make it larger, or put fewer into it.");
        }

        _inodes.WriteNode(nodes[0], _numbers, 1);
        _inodes.WriteNode(lostAndFound, _numbers, _geometry.LostAndFoundBlocks);
        if (_geometry.ReservedDescriptorBlocks > 0)
        {
            _inodes.Write(ResizeInode, new Ext4ResizeInode(_geometry).Write(_options.Clock.UnixSeconds, _map, _image));
        }

        _journalMap = WriteJournal();
        foreach (var node in nodes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (node != nodes[0] && node != lostAndFound)
            {
                _inodes.WriteNode(node, _numbers, 1);
            }
        }

        if (_map.Missing > 0)
        {
            var needed = (_map.Taken + _map.Missing) * _geometry.BlockSize;
            return new LayoutException(
                DiagnosticIds.PartOutOfBounds, _options.Name, needed, _map.Taken * _geometry.BlockSize,
                "the files do not fit. Make it larger, or put less into it.");
        }

        return null;
    }

    /// <summary>Superblocks, descriptors, bitmaps and tables. Those of sixteen groups lie together, in the first of them.</summary>
    void PlaceTables()
    {
        for (var group = 0u; group < _geometry.GroupCount; group++)
        {
            _map.Mark(_geometry.FirstBlockOf(group), (uint)_geometry.HeadBlocksOf(group));
        }

        for (var first = 0u; first < _geometry.GroupCount; first += Ext4Geometry.GroupsPerFlex)
        {
            var count = (int)Math.Min(Ext4Geometry.GroupsPerFlex, _geometry.GroupCount - first);
            var start = _geometry.FirstBlockOf(first);
            var blockBitmaps = Array.ConvertAll(new int[count], _ => _map.MarkRun(start, 1));
            var inodeBitmaps = Array.ConvertAll(new int[count], _ => _map.MarkRun(start, 1));
            var from = start;
            for (var index = 0; index < count; index++)
            {
                var table = _map.MarkRun(from, (uint)_geometry.InodeTableBlocks);
                from = table + (uint)_geometry.InodeTableBlocks;
                _groups[first + index] = new Ext4GroupDescriptor(
                    blockBitmaps[index], inodeBitmaps[index], table, 0, 0, 0, Ext4GroupDescriptor.TableIsZeroed, 0, 0, 0, 0);
            }
        }
    }

    /// <summary>Numbers inodes as mke2fs does: lost+found first, then the file of orphans, then all in the order of their names.</summary>
    /// <returns>The last number.</returns>
    uint Number(List<VolumeNode> nodes, out VolumeNode lostAndFound)
    {
        var root = nodes[0];
        var position = root.Children.FindIndex(child => child.Name.AsSpan().SequenceEqual("lost+found"u8));
        if (position < 0)
        {
            const int OwnerOnly = 0x1C0; // octal 700
            lostAndFound = new VolumeNode(new DirectoryNode(new FileMetadata { Mode = OwnerOnly, ModifiedAt = _options.Clock.UnixSeconds }), LostAndFound)
            {
                Links = 2,
                Index = nodes.Count,
            };
            lostAndFound.Names.Add((root, "lost+found"u8.ToArray()));
            nodes.Add(lostAndFound);
            root.Children.Insert(0, ("lost+found"u8.ToArray(), lostAndFound));
            root.Links++;
        }
        else
        {
            // It is the first entry of the root in any case.
            var child = root.Children[position];
            root.Children.RemoveAt(position);
            root.Children.Insert(0, child);
            lostAndFound = child.Node;
            if (!lostAndFound.IsDirectory)
            {
                throw new TalosBootException(
                    DiagnosticIds.VolumeEntryUnsupported, $"\"/{LostAndFound}\" is no directory, and ext4 needs one there. Rename it.");
            }
        }

        _numbers = new uint[nodes.Count];
        var next = FirstInode + 1;
        if (OrphanInode != 0)
        {
            next++;
        }

        foreach (var node in nodes)
        {
            _numbers[node.Index] = node == root ? RootInode : node == lostAndFound ? FirstInode : next++;
        }

        return next - 1;
    }

    /// <summary>The journal in the middle of the volume, and the file of orphans.</summary>
    byte[]? WriteJournal()
    {
        if (_geometry.JournalBlocks == 0)
        {
            return null;
        }

        var middle = _geometry.FirstBlockOf(Math.Min(_geometry.GroupCount - 1, _geometry.GroupCount / 2));
        var map = _inodes.WriteReserved(
            JournalInode, _map.TakeFrom(middle, _geometry.JournalBlocks), (block, index) => index == 0 ? Ext4Journal.Superblock(_geometry, _uuid) : null);
        _inodes.WriteReserved(
            OrphanInode, _map.Take(_geometry.OrphanBlocks), (block, _) => Ext4Journal.OrphanBlock(_geometry.BlockSize, _seed, OrphanInode, block));
        return map;
    }

    void PlaceGroups(CancellationToken cancellationToken)
    {
        var perGroup = _geometry.InodesPerGroup;
        var last = Math.Max(_numbers.Max(), Math.Max(OrphanInode, FirstInode));
        for (var group = 0u; group < _geometry.GroupCount; group++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var firstInode = (group * perGroup) + 1;
            var used = last < firstInode ? 0 : Math.Min(perGroup, last - firstInode + 1);
            var blocks = _geometry.BlocksOf(group);
            var blockBitmap = _map.BitmapOf(_geometry.FirstBlockOf(group), blocks, _geometry.BlockSize);
            FillBits(blockBitmap, blocks);
            var inodeBitmap = new byte[_geometry.BlockSize];
            for (var index = 0u; index < used; index++)
            {
                inodeBitmap[index / 8] |= (byte)(1 << (int)(index % 8));
            }

            FillBits(inodeBitmap, perGroup);
            var taken = 0u;
            for (var block = 0u; block < blocks; block++)
            {
                taken += _map.IsTaken(_geometry.FirstBlockOf(group) + block) ? 1u : 0;
            }

            _groups[group] = _groups[group] with
            {
                FreeBlocks = blocks - taken,
                FreeInodes = perGroup - used,
                UnusedInodes = perGroup - used,
                Directories = _inodes.DirectoriesOf(group),
                BlockBitmapChecksum = Compression.Checksums.Crc32C.Append(_seed, blockBitmap),
                InodeBitmapChecksum = Compression.Checksums.Crc32C.Append(_seed, inodeBitmap.AsSpan(0, (int)perGroup / 8)),
            };
            var name = $"group {group}";
            Place(_groups[group].BlockBitmap, blockBitmap, name);
            Place(_groups[group].InodeBitmap, inodeBitmap, name);
            if (used > 0)
            {
                Place(_groups[group].InodeTable, _inodes.TableOf(firstInode, used), $"{name}, inodes");
            }
        }

        static void FillBits(byte[] bitmap, uint from)
        {
            for (var bit = from; bit < bitmap.Length * 8; bit++)
            {
                bitmap[bit / 8] |= (byte)(1 << (int)(bit % 8));
            }
        }
    }

    void PlaceHeads()
    {
        var descriptors = new byte[_geometry.DescriptorBlocks * _geometry.BlockSize];
        for (var group = 0; group < _groups.Length; group++)
        {
            var bytes = descriptors.AsSpan(group * Ext4Geometry.DescriptorSize, Ext4Geometry.DescriptorSize);
            _groups[group].Write(bytes);
            (_groups[group] with { Checksum = Ext4Checksums.OfDescriptor(_seed, (uint)group, bytes) }).Write(bytes);
        }

        var superblock = Superblock();
        for (var group = 0u; group < _geometry.GroupCount; group++)
        {
            if (!Ext4Geometry.HasSuperblock(group))
            {
                continue;
            }

            var bytes = new byte[Ext4Superblock.Size];
            (superblock with { Group = (ushort)group }).Write(bytes);
            if (_journalMap is not null)
            {
                _journalMap.CopyTo(bytes.AsSpan(Ext4Superblock.JournalMapOffset));
                bytes[Ext4Superblock.JournalMapKindOffset] = 1;
                Ext4Superblock.Seal(bytes);
            }

            var first = _geometry.FirstBlockOf(group);
            _image.Place(group == 0 ? Ext4Superblock.Offset : first * (long)_geometry.BlockSize, bytes, "superblock");
            Place(first + 1, descriptors, "group descriptors");
        }
    }

    Ext4Superblock Superblock()
    {
        var hasJournal = _geometry.JournalBlocks > 0;
        var tables = 0L;
        for (var group = 0u; group < _geometry.GroupCount; group++)
        {
            tables += _geometry.HeadBlocksOf(group) + 2 + _geometry.InodeTableBlocks;
        }

        return new Ext4Superblock(
            _geometry.InodeCount, _geometry.BlockCount, _geometry.ReservedBlocks, (ulong)_groups.Sum(group => group.FreeBlocks),
            (uint)_groups.Sum(group => group.FreeInodes), _geometry.FirstDataBlock, (uint)_geometry.BlockSizeLog, _geometry.BlocksPerGroup,
            _geometry.InodesPerGroup, (uint)_options.Clock.UnixSeconds, FirstInode, (ushort)Ext4Inode.Size, 0,
            Ext4Features.ExtendedAttributes | Ext4Features.DirectoryIndex
                | (_geometry.ReservedDescriptorBlocks > 0 ? Ext4Features.ResizeInode : 0)
                | (hasJournal ? Ext4Features.Journal | Ext4Features.OrphanFile : 0),
            Ext4Features.FileTypes | Ext4Features.Extents | Ext4Features.Wide | Ext4Features.FlexibleGroups | Ext4Features.ChecksumSeed,
            Ext4Features.SparseSuperblocks | Ext4Features.LargeFiles | Ext4Features.HugeFiles | Ext4Features.ManyLinks
                | Ext4Features.ExtraInodeSize | Ext4Features.MetadataChecksums,
            _uuid, _options.Label, (ushort)_geometry.ReservedDescriptorBlocks, hasJournal ? JournalInode : 0, _uuid, Ext4Geometry.DescriptorSize,
            Ext4Geometry.FlexLog, (uint)(tables + _geometry.JournalBlocks + _geometry.FirstDataBlock), _seed, OrphanInode);
    }

    void Place(ulong block, byte[] bytes, string name) => _image.Place((long)block * _geometry.BlockSize, bytes, name);
}
