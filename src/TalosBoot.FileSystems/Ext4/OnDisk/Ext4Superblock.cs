using System.Text;
using TalosBoot.Compression.Checksums;
using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.OnDisk;

/// <summary>The superblock, at byte 1024 and at the start of some groups (docs/formats/disk.md).</summary>
internal readonly record struct Ext4Superblock(
    uint InodeCount,
    ulong BlockCount,
    ulong ReservedBlocks,
    ulong FreeBlocks,
    uint FreeInodes,
    uint FirstDataBlock,
    uint BlockSizeLog,
    uint BlocksPerGroup,
    uint InodesPerGroup,
    uint Time,
    uint FirstInode,
    ushort InodeSize,
    ushort Group,
    uint Compatible,
    uint Incompatible,
    uint ReadOnly,
    Guid Uuid,
    string Label,
    ushort ReservedDescriptorBlocks,
    uint JournalInode,
    Guid HashSeed,
    ushort DescriptorSize,
    byte FlexLog,
    uint Overhead,
    uint ChecksumSeed,
    uint OrphanFileInode) : IOnDiskStructure<Ext4Superblock>
{
    public const ushort Magic = 0xEF53;

    public const int Offset = 1024;

    public const int MagicOffset = 56;

    /// <summary>Where a copy of the journal's map is kept, 68 bytes, and whether it is there.</summary>
    public const int JournalMapOffset = 0x10C;

    public const int JournalMapKindOffset = 0xFD;

    public const int ChecksumOffset = 0x3FC;

    public static int Size => 1024;

    public static Ext4Superblock Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        var is64 = (ReadUInt32LittleEndian(source[96..]) & Ext4Features.Wide) != 0;
        return new Ext4Superblock(
            ReadUInt32LittleEndian(source),
            Wide(source, 4, 0x150, is64),
            Wide(source, 8, 0x154, is64),
            Wide(source, 12, 0x158, is64),
            ReadUInt32LittleEndian(source[16..]),
            ReadUInt32LittleEndian(source[20..]),
            ReadUInt32LittleEndian(source[24..]),
            ReadUInt32LittleEndian(source[32..]),
            ReadUInt32LittleEndian(source[40..]),
            ReadUInt32LittleEndian(source[48..]),
            ReadUInt32LittleEndian(source[84..]),
            ReadUInt16LittleEndian(source[88..]),
            ReadUInt16LittleEndian(source[90..]),
            ReadUInt32LittleEndian(source[92..]),
            ReadUInt32LittleEndian(source[96..]),
            ReadUInt32LittleEndian(source[100..]),
            new Guid(source[104..120], bigEndian: true),
            Encoding.Latin1.GetString(source[120..136]).TrimEnd('\0'),
            ReadUInt16LittleEndian(source[0xCE..]),
            ReadUInt32LittleEndian(source[0xE0..]),
            new Guid(source[0xEC..0xFC], bigEndian: true),
            ReadUInt16LittleEndian(source[0xFE..]),
            source[0x174],
            ReadUInt32LittleEndian(source[0x248..]),
            ReadUInt32LittleEndian(source[0x270..]),
            ReadUInt32LittleEndian(source[0x280..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32LittleEndian(destination, InodeCount);
        WriteUInt32LittleEndian(destination[4..], (uint)BlockCount);
        WriteUInt32LittleEndian(destination[8..], (uint)ReservedBlocks);
        WriteUInt32LittleEndian(destination[12..], (uint)FreeBlocks);
        WriteUInt32LittleEndian(destination[16..], FreeInodes);
        WriteUInt32LittleEndian(destination[20..], FirstDataBlock);
        WriteUInt32LittleEndian(destination[24..], BlockSizeLog);
        WriteUInt32LittleEndian(destination[28..], BlockSizeLog); // of clusters
        WriteUInt32LittleEndian(destination[32..], BlocksPerGroup);
        WriteUInt32LittleEndian(destination[36..], BlocksPerGroup); // clusters
        WriteUInt32LittleEndian(destination[40..], InodesPerGroup);
        WriteUInt32LittleEndian(destination[48..], Time); // of the last write
        WriteUInt16LittleEndian(destination[54..], ushort.MaxValue); // mounts until a check: any number
        WriteUInt16LittleEndian(destination[MagicOffset..], Magic);
        WriteUInt16LittleEndian(destination[58..], 1); // clean
        WriteUInt16LittleEndian(destination[60..], 1); // go on after errors
        WriteUInt32LittleEndian(destination[64..], Time); // of the last check
        WriteUInt32LittleEndian(destination[76..], 1); // dynamic revision
        WriteUInt32LittleEndian(destination[84..], FirstInode);
        WriteUInt16LittleEndian(destination[88..], InodeSize);
        WriteUInt16LittleEndian(destination[90..], Group);
        WriteUInt32LittleEndian(destination[92..], Compatible);
        WriteUInt32LittleEndian(destination[96..], Incompatible);
        WriteUInt32LittleEndian(destination[100..], ReadOnly);
        Uuid.TryWriteBytes(destination[104..], bigEndian: true, out _);
        Encoding.Latin1.GetBytes(Label, destination[120..136]);
        WriteUInt16LittleEndian(destination[0xCE..], ReservedDescriptorBlocks);
        WriteUInt32LittleEndian(destination[0xE0..], JournalInode);
        HashSeed.TryWriteBytes(destination[0xEC..], bigEndian: true, out _);
        destination[0xFC] = 1; // half MD4
        WriteUInt16LittleEndian(destination[0xFE..], DescriptorSize);
        WriteUInt32LittleEndian(destination[0x100..], 0x0C); // mount with user_xattr and acl
        WriteUInt32LittleEndian(destination[0x108..], Time); // of its making
        WriteUInt32LittleEndian(destination[0x150..], (uint)(BlockCount >> 32));
        WriteUInt32LittleEndian(destination[0x154..], (uint)(ReservedBlocks >> 32));
        WriteUInt32LittleEndian(destination[0x158..], (uint)(FreeBlocks >> 32));
        WriteUInt16LittleEndian(destination[0x15C..], Ext4Inode.ExtraSize);
        WriteUInt16LittleEndian(destination[0x15E..], Ext4Inode.ExtraSize);
        WriteUInt32LittleEndian(destination[0x160..], 1); // names are hashed as signed characters
        destination[0x174] = FlexLog;
        destination[0x175] = 1; // CRC-32C
        WriteUInt32LittleEndian(destination[0x248..], Overhead);
        WriteUInt32LittleEndian(destination[0x270..], ChecksumSeed);
        WriteUInt32LittleEndian(destination[0x280..], OrphanFileInode);
        Seal(destination);
    }

    /// <summary>Writes the checksum anew, when the copy of the journal's map was put in.</summary>
    public static void Seal(Span<byte> bytes) =>
        WriteUInt32LittleEndian(bytes[ChecksumOffset..], Crc32C.Append(uint.MaxValue, bytes[..ChecksumOffset]));

    static ulong Wide(ReadOnlySpan<byte> source, int low, int high, bool is64) =>
        ReadUInt32LittleEndian(source[low..]) | (is64 ? (ulong)ReadUInt32LittleEndian(source[high..]) << 32 : 0);
}
