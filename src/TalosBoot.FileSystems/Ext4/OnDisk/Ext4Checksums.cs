using TalosBoot.Compression.Checksums;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>The seeds and places of checksums: CRC-32C without inversion, that start from the volume's UUID (docs/formats/disk.md).</summary>
internal static class Ext4Checksums
{
    public static uint SeedOf(Guid uuid) => Crc32C.Append(uint.MaxValue, uuid.ToByteArray(bigEndian: true));

    /// <summary>What all metadata of an inode starts from.</summary>
    public static uint SeedOf(uint volumeSeed, uint inode, uint generation)
    {
        Span<byte> bytes = stackalloc byte[8];
        WriteUInt32LittleEndian(bytes, inode);
        WriteUInt32LittleEndian(bytes[4..], generation);
        return Crc32C.Append(volumeSeed, bytes);
    }

    public static ushort OfDescriptor(uint volumeSeed, uint group, ReadOnlySpan<byte> descriptor)
    {
        Span<byte> number = stackalloc byte[4];
        WriteUInt32LittleEndian(number, group);
        var register = Crc32C.Append(volumeSeed, number);
        register = Crc32C.Append(register, descriptor[..Ext4GroupDescriptor.ChecksumOffset]);
        register = Crc32C.Append(register, stackalloc byte[2]);
        return (ushort)Crc32C.Append(register, descriptor[(Ext4GroupDescriptor.ChecksumOffset + 2)..]);
    }

    /// <summary>The checksum of a block of extended attributes, of which the field is at byte 16.</summary>
    public static uint OfAttributes(uint volumeSeed, ulong block, ReadOnlySpan<byte> bytes)
    {
        Span<byte> number = stackalloc byte[8];
        WriteUInt64LittleEndian(number, block);
        var register = Crc32C.Append(volumeSeed, number);
        register = Crc32C.Append(register, bytes[..16]);
        register = Crc32C.Append(register, stackalloc byte[4]);
        return Crc32C.Append(register, bytes[20..]);
    }

    /// <summary>Seals a block whose last four bytes are its checksum.</summary>
    public static void SealTail(Span<byte> block, uint inodeSeed, int covered) =>
        WriteUInt32LittleEndian(block[^4..], Crc32C.Append(inodeSeed, block[..covered]));

    public static bool IsTailValid(ReadOnlySpan<byte> block, uint inodeSeed, int covered) =>
        ReadUInt32LittleEndian(block[^4..]) == Crc32C.Append(inodeSeed, block[..covered]);
}
