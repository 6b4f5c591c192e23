using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>What a superblock's table tells of a group, in 64 bytes (docs/formats/disk.md). The checksum takes the group's number in.</summary>
internal readonly record struct Ext4GroupDescriptor(
    ulong BlockBitmap,
    ulong InodeBitmap,
    ulong InodeTable,
    uint FreeBlocks,
    uint FreeInodes,
    uint Directories,
    ushort Flags,
    uint BlockBitmapChecksum,
    uint InodeBitmapChecksum,
    uint UnusedInodes,
    ushort Checksum) : IOnDiskStructure<Ext4GroupDescriptor>
{
    /// <summary>The table of inodes is zero where nothing was written.</summary>
    public const ushort TableIsZeroed = 4;

    public const int ChecksumOffset = 30;

    /// <summary>Without the feature of wide block numbers, only the first half is there.</summary>
    public const int ShortSize = 32;

    public static int Size => 64;

    public static Ext4GroupDescriptor Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new Ext4GroupDescriptor(
            ReadUInt32LittleEndian(source) | ((ulong)ReadUInt32LittleEndian(source[32..]) << 32),
            ReadUInt32LittleEndian(source[4..]) | ((ulong)ReadUInt32LittleEndian(source[36..]) << 32),
            ReadUInt32LittleEndian(source[8..]) | ((ulong)ReadUInt32LittleEndian(source[40..]) << 32),
            Halves(source, 12, 44),
            Halves(source, 14, 46),
            Halves(source, 16, 48),
            ReadUInt16LittleEndian(source[18..]),
            Halves(source, 24, 56),
            Halves(source, 26, 58),
            Halves(source, 28, 50),
            ReadUInt16LittleEndian(source[ChecksumOffset..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32LittleEndian(destination, (uint)BlockBitmap);
        WriteUInt32LittleEndian(destination[4..], (uint)InodeBitmap);
        WriteUInt32LittleEndian(destination[8..], (uint)InodeTable);
        Write(destination, 12, 44, FreeBlocks);
        Write(destination, 14, 46, FreeInodes);
        Write(destination, 16, 48, Directories);
        WriteUInt16LittleEndian(destination[18..], Flags);
        Write(destination, 24, 56, BlockBitmapChecksum);
        Write(destination, 26, 58, InodeBitmapChecksum);
        Write(destination, 28, 50, UnusedInodes);
        WriteUInt16LittleEndian(destination[ChecksumOffset..], Checksum);
        WriteUInt32LittleEndian(destination[32..], (uint)(BlockBitmap >> 32));
        WriteUInt32LittleEndian(destination[36..], (uint)(InodeBitmap >> 32));
        WriteUInt32LittleEndian(destination[40..], (uint)(InodeTable >> 32));
    }

    static uint Halves(ReadOnlySpan<byte> source, int low, int high) =>
        ReadUInt16LittleEndian(source[low..]) | ((uint)ReadUInt16LittleEndian(source[high..]) << 16);

    static void Write(Span<byte> destination, int low, int high, uint value)
    {
        WriteUInt16LittleEndian(destination[low..], (ushort)value);
        WriteUInt16LittleEndian(destination[high..], (ushort)(value >> 16));
    }
}
