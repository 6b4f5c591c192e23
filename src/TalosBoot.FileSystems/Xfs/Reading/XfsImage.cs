using System.Buffers.Binary;
using System.Numerics;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Reading;

/// <summary>A volume that is read: its superblock, checked, its blocks and its inodes.</summary>
internal sealed class XfsImage
{
    /// <summary>The features that this reader knows, and of which it knows that they change nothing for it.</summary>
    const uint KnownFeatures = 0xFF;

    const uint FileTypes = 0x01;

    readonly BlobSource _source;

    XfsImage(BlobSource source, XfsSuperblock superblock, VolumeReading reading)
    {
        _source = source;
        Superblock = superblock;
        Reading = reading;
    }

    public XfsSuperblock Superblock { get; }

    public VolumeReading Reading { get; }

    public BlobSource Source => _source;

    public int BlockSize => (int)Superblock.BlockSize;

    public int InodeSize => Superblock.InodeSize;

    public int DirectoryBlockSize => BlockSize << Superblock.DirectoryBlockLog;

    public static XfsImage Open(BlobSource source, VolumeReading reading)
    {
        const int SmallestSector = 512;
        if (source.Length < SmallestSector)
        {
            throw reading.NotRecognised(0, $"a volume has at least {SmallestSector} bytes, and this has {source.Length}.");
        }

        var bytes = new byte[SmallestSector];
        source.Read(0, bytes, reading.CancellationToken);
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes) != XfsSuperblock.Magic)
        {
            throw reading.NotRecognised(0, "it does not begin with \"XFSB\". This is no XFS volume.");
        }

        var superblock = XfsSuperblock.Read(bytes);
        var version = superblock.Version & XfsSuperblock.VersionMask;
        if (version != 5)
        {
            throw reading.NotRecognised(100, $"it has version {version}; only 5 is read. Make it again with a newer mkfs.xfs.");
        }

        if ((superblock.IncompatibleFeatures & ~KnownFeatures) != 0 || (superblock.IncompatibleFeatures & FileTypes) == 0)
        {
            throw reading.NotRecognised(
                216, $"it has the features {superblock.IncompatibleFeatures:x}; those of {KnownFeatures:x} are read, and {FileTypes:x} is needed.");
        }

        Check(superblock, source.Length, reading);
        var sector = new byte[superblock.SectorSize];
        source.Read(0, sector, reading.CancellationToken);
        return XfsChecksum.IsValid(sector, XfsSuperblock.ChecksumOffset)
            ? new XfsImage(source, superblock, reading)
            : throw reading.Invalid(XfsSuperblock.ChecksumOffset, "the superblock has a wrong checksum");
    }

    /// <summary>Where a block lies, which must be one of the volume.</summary>
    /// <param name="block">The block's number: the group in the upper bits.</param>
    /// <param name="count">How many blocks, in one group.</param>
    /// <param name="position">Where the number stands, for messages.</param>
    public long OffsetOf(ulong block, uint count, long position)
    {
        var group = block >> Superblock.AgBlockLog;
        var inGroup = block & ((1UL << Superblock.AgBlockLog) - 1);
        if (group >= Superblock.AgCount || count == 0 || inGroup + count > Superblock.AgBlocks
            || (group * Superblock.AgBlocks) + inGroup + count > Superblock.BlockCount)
        {
            throw Reading.Invalid(position, $"{count} blocks were to be at block {inGroup} of group {group}, where there are none");
        }

        return (long)((group * Superblock.AgBlocks) + inGroup) * BlockSize;
    }

    /// <summary>Reads a block of metadata. It is read once only.</summary>
    public (byte[] Bytes, long Offset) ReadBlock(ulong block, long position)
    {
        var offset = OffsetOf(block, 1, position);
        Reading.Enter(block, offset);
        var bytes = new byte[BlockSize];
        _source.Read(offset, bytes, Reading.CancellationToken);
        return (bytes, offset);
    }

    /// <summary>Reads an inode.</summary>
    /// <param name="number">Its number: the group in the upper bits, then the block.</param>
    /// <param name="position">Where the number stands, for messages.</param>
    public (XfsInode Inode, byte[] Bytes, long Offset) ReadInode(ulong number, long position)
    {
        var block = number >> Superblock.InodesPerBlockLog;
        var index = number & ((1UL << Superblock.InodesPerBlockLog) - 1);
        var offset = OffsetOf(block, 1, position) + ((long)index * InodeSize);
        var bytes = new byte[InodeSize];
        _source.Read(offset, bytes, Reading.CancellationToken);
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes) != XfsInode.Magic || !XfsChecksum.IsValid(bytes, XfsInode.ChecksumOffset))
        {
            throw Reading.Invalid(offset, $"inode {number} has a wrong checksum");
        }

        var inode = XfsInode.Read(bytes);
        return inode.Version == 3 && inode.Number == number && inode.Mode != 0
            && XfsInode.Size + (inode.ForkOffset * 8) <= InodeSize
            ? (inode, bytes, offset)
            : throw Reading.Invalid(offset, $"inode {number} is not in use, or is another");
    }

    static void Check(XfsSuperblock superblock, long length, VolumeReading reading)
    {
        Require(superblock.BlockSize is >= 512 and <= 65_536 && BitOperations.IsPow2(superblock.BlockSize)
            && superblock.BlockLog == BitOperations.Log2(superblock.BlockSize), 4, $"a block has {superblock.BlockSize} bytes");
        Require(superblock.SectorSize is >= 512 and <= 32_768 && BitOperations.IsPow2(superblock.SectorSize)
            && superblock.SectorSize <= superblock.BlockSize, 102, $"a sector has {superblock.SectorSize} bytes");
        Require(superblock.InodeSize is >= 256 and <= 2048 && BitOperations.IsPow2(superblock.InodeSize)
            && superblock.InodeSize <= superblock.BlockSize && superblock.InodesPerBlockLog < 32
            && superblock.InodeSize << superblock.InodesPerBlockLog == superblock.BlockSize, 104, $"an inode has {superblock.InodeSize} bytes");
        Require(superblock.DirectoryBlockLog <= 7 && superblock.BlockSize << superblock.DirectoryBlockLog <= 65_536, 192,
            $"a block of a directory has 2^{superblock.DirectoryBlockLog} blocks");
        Require(superblock.AgBlocks > 0 && superblock.AgCount > 0 && superblock.AgBlockLog is > 0 and <= 32
            && superblock.AgBlocks <= 1UL << superblock.AgBlockLog, 84, $"an allocation group has {superblock.AgBlocks} blocks");
        var most = (ulong)superblock.AgBlocks * superblock.AgCount;
        Require(superblock.BlockCount <= most && superblock.BlockCount > most - superblock.AgBlocks, 8,
            $"the volume has {superblock.BlockCount} blocks in {superblock.AgCount} groups of {superblock.AgBlocks}");
        if (superblock.BlockCount > (ulong)length / superblock.BlockSize)
        {
            throw reading.Truncated(8, $"the volume has {superblock.BlockCount} blocks of {superblock.BlockSize} bytes, and ends after {length} bytes");
        }

        void Require(bool condition, long offset, string message)
        {
            if (!condition)
            {
                throw reading.Invalid(offset, message);
            }
        }
    }
}
