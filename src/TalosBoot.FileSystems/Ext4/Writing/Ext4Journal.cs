using TalosBoot.Compression.Checksums;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>The first block of an empty journal, and the blocks of the file of orphans.</summary>
internal static class Ext4Journal
{
    const uint Magic = 0xC03B_3998;

    const uint SuperblockOfVersion2 = 4;

    const uint OrphanMagic = 0x0B10_CA04;

    /// <summary>The superblock of a journal, big endian, that begins at its second block with the first transaction.</summary>
    public static byte[] Superblock(Ext4Geometry geometry, Guid uuid)
    {
        var bytes = new byte[geometry.BlockSize];
        WriteUInt32BigEndian(bytes, Magic);
        WriteUInt32BigEndian(bytes.AsSpan(4), SuperblockOfVersion2);
        WriteUInt32BigEndian(bytes.AsSpan(12), (uint)geometry.BlockSize);
        WriteUInt32BigEndian(bytes.AsSpan(16), geometry.JournalBlocks);
        WriteUInt32BigEndian(bytes.AsSpan(20), 1); // first block of the log
        WriteUInt32BigEndian(bytes.AsSpan(24), 1); // first transaction
        uuid.TryWriteBytes(bytes.AsSpan(0x30), bigEndian: true, out _);
        WriteUInt32BigEndian(bytes.AsSpan(0x40), 1); // file systems that use it
        return bytes;
    }

    /// <summary>A block that names no orphans. Its checksum takes the block's place in.</summary>
    public static byte[] OrphanBlock(int blockSize, uint volumeSeed, uint inode, uint block)
    {
        const int TailSize = 8;
        var bytes = new byte[blockSize];
        WriteUInt32LittleEndian(bytes.AsSpan(blockSize - TailSize), OrphanMagic);
        Span<byte> place = stackalloc byte[16];
        WriteUInt32LittleEndian(place, inode);
        WriteUInt64LittleEndian(place[8..], block);
        var register = Crc32C.Append(volumeSeed, place);
        WriteUInt32LittleEndian(bytes.AsSpan(blockSize - 4), Crc32C.Append(register, bytes.AsSpan(0, blockSize - TailSize)));
        return bytes;
    }
}
