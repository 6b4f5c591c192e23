using System.Buffers.Binary;
using System.Numerics;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.FileSystems.Volumes;

namespace TalosBoot.FileSystems.Ext4.Reading;

/// <summary>A volume that is read: its superblock, checked, its blocks and its inodes.</summary>
internal sealed class Ext4Image
{
    readonly Dictionary<uint, ulong> _tables = [];
    readonly uint _seed;

    Ext4Image(BlobSource source, Ext4Superblock superblock, VolumeReading reading)
    {
        Source = source;
        Superblock = superblock;
        Reading = reading;
        _seed = (superblock.Incompatible & Ext4Features.ChecksumSeed) != 0 ? superblock.ChecksumSeed : Ext4Checksums.SeedOf(superblock.Uuid);
        CheckDescriptors();
    }

    public BlobSource Source { get; }

    public Ext4Superblock Superblock { get; }

    public VolumeReading Reading { get; }

    public int BlockSize => 1024 << (int)Superblock.BlockSizeLog;

    public bool HasChecksums => (Superblock.ReadOnly & Ext4Features.MetadataChecksums) != 0;

    public uint VolumeSeed => _seed;

    int DescriptorSize => IsWide ? Superblock.DescriptorSize : Ext4GroupDescriptor.ShortSize;

    bool IsWide => (Superblock.Incompatible & Ext4Features.Wide) != 0;

    /// <summary>The descriptors follow the superblock.</summary>
    long DescriptorsOffset => (Superblock.FirstDataBlock + 1L) * BlockSize;

    public static Ext4Image Open(BlobSource source, VolumeReading reading)
    {
        if (source.Length < Ext4Superblock.Offset + Ext4Superblock.Size)
        {
            throw reading.NotRecognised(0, $"a volume has at least {Ext4Superblock.Offset + Ext4Superblock.Size} bytes, and this has {source.Length}.");
        }

        var bytes = new byte[Ext4Superblock.Size];
        source.Read(Ext4Superblock.Offset, bytes, reading.CancellationToken);
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Ext4Superblock.MagicOffset)) != Ext4Superblock.Magic)
        {
            throw reading.NotRecognised(Ext4Superblock.Offset + Ext4Superblock.MagicOffset, "the magic number is missing. This is no ext4 volume.");
        }

        var superblock = Ext4Superblock.Read(bytes);
        var unknown = superblock.Incompatible & ~Ext4Features.Readable;
        if (unknown != 0 || (superblock.Incompatible & Ext4Features.FileTypes) == 0)
        {
            throw reading.NotRecognised(
                Ext4Superblock.Offset + 96, $"it has the features {superblock.Incompatible:x}, of which {unknown:x} are not read.");
        }

        if ((superblock.ReadOnly & Ext4Features.MetadataChecksums) != 0
            && !Ext4Checksums.IsTailValid(bytes, uint.MaxValue, Ext4Superblock.ChecksumOffset))
        {
            throw reading.Invalid(Ext4Superblock.Offset, "the superblock has a wrong checksum");
        }

        Check(superblock, source.Length, reading);
        return new Ext4Image(source, superblock, reading);
    }

    /// <summary>Where blocks lie, which must be ones of the volume.</summary>
    public long OffsetOf(ulong block, int count, long position) =>
        block >= Superblock.FirstDataBlock && count > 0 && block < Superblock.BlockCount && (ulong)count <= Superblock.BlockCount - block
            ? (long)block * BlockSize
            : throw Reading.Invalid(position, $"{count} blocks were to be at block {block}, and the volume has {Superblock.BlockCount}");

    /// <summary>Reads a block of metadata. It is read once only.</summary>
    public (byte[] Bytes, long Offset) ReadBlock(ulong block, long position)
    {
        var offset = OffsetOf(block, 1, position);
        Reading.Enter(block, offset);
        var bytes = new byte[BlockSize];
        Source.Read(offset, bytes, Reading.CancellationToken);
        return (bytes, offset);
    }

    /// <summary>What the checksums of an inode's metadata start from.</summary>
    public uint SeedOf(uint number, Ext4Inode inode) => Ext4Checksums.SeedOf(_seed, number, inode.Generation);

    /// <summary>Reads an inode.</summary>
    /// <param name="number">Its number, from 1 on.</param>
    /// <param name="position">Where the number stands, for messages.</param>
    public (Ext4Inode Inode, byte[] Bytes, long Offset) ReadInode(uint number, long position)
    {
        if (number == 0 || number > Superblock.InodeCount)
        {
            throw Reading.Invalid(position, $"inode {number} is named, and the volume has {Superblock.InodeCount}");
        }

        var group = (number - 1) / Superblock.InodesPerGroup;
        var index = (number - 1) % Superblock.InodesPerGroup;
        var inGroup = (long)index * Superblock.InodeSize;
        var offset = OffsetOf(TableOf(group) + (ulong)(inGroup / BlockSize), 1, position) + (inGroup % BlockSize);
        var bytes = new byte[Superblock.InodeSize];
        Source.Read(offset, bytes, Reading.CancellationToken);

        // Fields of later versions are zero where they are not.
        var fields = new byte[Ext4Inode.Size];
        var extra = bytes.Length > Ext4Inode.ShortSize ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Ext4Inode.ShortSize)) : 0;
        bytes.AsSpan(0, Math.Min(Math.Min(bytes.Length, fields.Length), Ext4Inode.ShortSize + extra)).CopyTo(fields);
        var inode = Ext4Inode.Read(fields);
        if (inode.Links == 0 || inode.Mode == 0)
        {
            throw Reading.Invalid(offset, $"inode {number} is named, and is not in use");
        }

        return !HasChecksums || Ext4Inode.IsSealed(bytes, SeedOf(number, inode))
            ? (inode, bytes, offset)
            : throw Reading.Invalid(offset, $"inode {number} has a wrong checksum");
    }

    static void Check(Ext4Superblock superblock, long length, VolumeReading reading)
    {
        const int LargestBlockLog = 6;
        Require(superblock.BlockSizeLog <= LargestBlockLog, 24, $"a block has 2^{superblock.BlockSizeLog} KiB");
        var blockSize = 1024 << (int)superblock.BlockSizeLog;
        Require(superblock.InodeSize >= Ext4Inode.ShortSize && superblock.InodeSize <= blockSize && BitOperations.IsPow2(superblock.InodeSize), 88,
            $"an inode has {superblock.InodeSize} bytes");
        Require(superblock.FirstDataBlock <= 1 && superblock.FirstDataBlock < superblock.BlockCount, 20,
            $"the first block is {superblock.FirstDataBlock}");
        Require(superblock.BlocksPerGroup is > 0 && superblock.BlocksPerGroup <= blockSize * 8, 32,
            $"a group has {superblock.BlocksPerGroup} blocks");
        Require(superblock.InodesPerGroup is > 0 && superblock.InodesPerGroup <= blockSize * 8, 40,
            $"a group has {superblock.InodesPerGroup} inodes");
        if (superblock.BlockCount > (ulong)length / (ulong)blockSize)
        {
            throw reading.Truncated(
                Ext4Superblock.Offset + 4, $"the volume has {superblock.BlockCount} blocks of {blockSize} bytes, and ends after {length} bytes");
        }

        var groups = ((superblock.BlockCount - superblock.FirstDataBlock - 1) / superblock.BlocksPerGroup) + 1;
        Require(groups <= int.MaxValue && groups * superblock.InodesPerGroup == superblock.InodeCount, 0,
            $"the volume has {superblock.InodeCount} inodes in {groups} groups of {superblock.InodesPerGroup}");

        void Require(bool condition, int offset, string message)
        {
            if (!condition)
            {
                throw reading.Invalid(Ext4Superblock.Offset + offset, message);
            }
        }
    }

    void CheckDescriptors()
    {
        var groups = ((Superblock.BlockCount - Superblock.FirstDataBlock - 1) / Superblock.BlocksPerGroup) + 1;
        if (DescriptorSize < (IsWide ? Ext4GroupDescriptor.Size : Ext4GroupDescriptor.ShortSize) || DescriptorSize > BlockSize
            || DescriptorsOffset + ((long)groups * DescriptorSize) > (long)Superblock.BlockCount * BlockSize)
        {
            throw Reading.Invalid(DescriptorsOffset, $"{groups} group descriptors of {DescriptorSize} bytes do not fit the volume");
        }
    }

    /// <summary>
    /// Where the inodes of a group lie. A descriptor is read when an inode of its group is wanted: how many groups there are is for the volume to say,
    /// and millions of them can be described by zeros.
    /// </summary>
    ulong TableOf(uint group)
    {
        if (_tables.TryGetValue(group, out var known))
        {
            return known;
        }

        Reading.CancellationToken.ThrowIfCancellationRequested();
        var bytes = new byte[Math.Max(DescriptorSize, Ext4GroupDescriptor.Size)];
        var offset = DescriptorsOffset + ((long)group * DescriptorSize);
        Source.Read(offset, bytes.AsSpan(0, DescriptorSize));
        var descriptor = Ext4GroupDescriptor.Read(bytes);
        if (HasChecksums && Ext4Checksums.OfDescriptor(_seed, group, bytes.AsSpan(0, DescriptorSize)) != descriptor.Checksum)
        {
            throw Reading.Invalid(offset, $"the descriptor of group {group} has a wrong checksum");
        }

        _tables.Add(group, descriptor.InodeTable);
        return descriptor.InodeTable;
    }
}
