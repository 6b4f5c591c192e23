using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>
/// An inode, but for the 60 bytes that map its blocks, the extended attributes at its end and the checksum (docs/formats/disk.md).
/// </summary>
internal readonly record struct Ext4Inode(
    ushort Mode,
    uint UserId,
    uint GroupId,
    ulong Length,
    long AccessedAt,
    long ChangedAt,
    long ModifiedAt,
    long CreatedAt,
    ushort Links,
    ulong Sectors,
    uint Flags,
    uint Generation,
    ulong AttributeBlock) : IOnDiskStructure<Ext4Inode>
{
    public const int MapOffset = 40;

    public const int MapLength = 60;

    public const uint HasExtents = 0x8_0000;

    /// <summary>Bytes behind the first 128 that have fields.</summary>
    public const ushort ExtraSize = 32;

    /// <summary>Where extended attributes start.</summary>
    public const int AttributesOffset = 128 + ExtraSize;

    /// <summary>Bytes of an inode of the first version: no fields beyond.</summary>
    public const int ShortSize = 128;

    const int ChecksumLowOffset = 124;

    const int ChecksumHighOffset = 130;

    /// <summary>What 34 bits of seconds from 1901 on hold.</summary>
    const long FirstTime = int.MinValue;

    const long LastTime = FirstTime + (1L << 34) - 1;

    public static int Size => 256;

    public static Ext4Inode Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new Ext4Inode(
            ReadUInt16LittleEndian(source),
            Halves(source, 2, 120),
            Halves(source, 24, 122),
            ReadUInt32LittleEndian(source[4..]) | ((ulong)ReadUInt32LittleEndian(source[108..]) << 32),
            Time(source, 8, 140),
            Time(source, 12, 132),
            Time(source, 16, 136),
            Time(source, 144, 148),
            ReadUInt16LittleEndian(source[26..]),
            ReadUInt32LittleEndian(source[28..]) | ((ulong)ReadUInt16LittleEndian(source[116..]) << 32),
            ReadUInt32LittleEndian(source[32..]),
            ReadUInt32LittleEndian(source[100..]),
            ReadUInt32LittleEndian(source[104..]) | ((ulong)ReadUInt16LittleEndian(source[118..]) << 32));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt16LittleEndian(destination, Mode);
        WriteUInt16LittleEndian(destination[2..], (ushort)UserId);
        WriteUInt32LittleEndian(destination[4..], (uint)Length);
        Write(destination, 8, 140, AccessedAt);
        Write(destination, 12, 132, ChangedAt);
        Write(destination, 16, 136, ModifiedAt);
        WriteUInt16LittleEndian(destination[24..], (ushort)GroupId);
        WriteUInt16LittleEndian(destination[26..], Links);
        WriteUInt32LittleEndian(destination[28..], (uint)Sectors);
        WriteUInt32LittleEndian(destination[32..], Flags);
        WriteUInt32LittleEndian(destination[100..], Generation);
        WriteUInt32LittleEndian(destination[104..], (uint)AttributeBlock);
        WriteUInt32LittleEndian(destination[108..], (uint)(Length >> 32));
        WriteUInt16LittleEndian(destination[116..], (ushort)(Sectors >> 32));
        WriteUInt16LittleEndian(destination[118..], (ushort)(AttributeBlock >> 32));
        WriteUInt16LittleEndian(destination[120..], (ushort)(UserId >> 16));
        WriteUInt16LittleEndian(destination[122..], (ushort)(GroupId >> 16));
        WriteUInt16LittleEndian(destination[128..], ExtraSize);
        Write(destination, 144, 148, CreatedAt);
    }

    /// <summary>Writes the checksum of a whole inode.</summary>
    public static void Seal(Span<byte> inode, uint seed)
    {
        inode[ChecksumLowOffset..(ChecksumLowOffset + 2)].Clear();
        inode[ChecksumHighOffset..(ChecksumHighOffset + 2)].Clear();
        var checksum = Compression.Checksums.Crc32C.Append(seed, inode);
        WriteUInt16LittleEndian(inode[ChecksumLowOffset..], (ushort)checksum);
        WriteUInt16LittleEndian(inode[ChecksumHighOffset..], (ushort)(checksum >> 16));
    }

    /// <summary>Whether the checksum of a whole inode is right. Inodes of the first size keep its lower half only.</summary>
    public static bool IsSealed(ReadOnlySpan<byte> inode, uint seed)
    {
        var copy = inode.ToArray();
        copy.AsSpan(ChecksumLowOffset, 2).Clear();
        var hasHigh = inode.Length > ShortSize && ReadUInt16LittleEndian(inode[128..]) >= ChecksumHighOffset + 2 - ShortSize;
        if (hasHigh)
        {
            copy.AsSpan(ChecksumHighOffset, 2).Clear();
        }

        var checksum = Compression.Checksums.Crc32C.Append(seed, copy);
        return ReadUInt16LittleEndian(inode[ChecksumLowOffset..]) == (ushort)checksum
            && (!hasHigh || ReadUInt16LittleEndian(inode[ChecksumHighOffset..]) == checksum >> 16);
    }

    static uint Halves(ReadOnlySpan<byte> source, int low, int high) =>
        ReadUInt16LittleEndian(source[low..]) | ((uint)ReadUInt16LittleEndian(source[high..]) << 16);

    static long Time(ReadOnlySpan<byte> source, int seconds, int extra) =>
        ReadInt32LittleEndian(source[seconds..]) + ((long)(ReadUInt32LittleEndian(source[extra..]) & 3) << 32);

    static void Write(Span<byte> destination, int seconds, int extra, long time)
    {
        time = Math.Clamp(time, FirstTime, LastTime);
        WriteInt32LittleEndian(destination[seconds..], (int)time);
        WriteUInt32LittleEndian(destination[extra..], (uint)((time - (int)time) >> 32));
    }
}
