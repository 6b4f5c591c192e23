using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>The head of the free space of an allocation group, AGF (docs/formats/xfs.md). Sealed over its sector.</summary>
internal readonly record struct XfsFreeSpaceHeader(
    uint Group,
    uint Length,
    uint ByBlockRoot,
    uint ByCountRoot,
    uint RmapRoot,
    uint ByBlockLevels,
    uint ByCountLevels,
    uint RmapLevels,
    uint FreeListFirst,
    uint FreeListLast,
    uint FreeListCount,
    uint FreeBlocks,
    uint LongestFree,
    uint BtreeBlocks,
    Guid Uuid,
    uint RmapBlocks,
    uint RefcountBlocks,
    uint RefcountRoot,
    uint RefcountLevels) : IOnDiskStructure<XfsFreeSpaceHeader>
{
    /// <summary><c>XAGF</c>.</summary>
    public const uint Magic = 0x5841_4746;

    public const int ChecksumOffset = 216;

    public static int Size => 224;

    public static XfsFreeSpaceHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new XfsFreeSpaceHeader(
            ReadUInt32BigEndian(source[8..]),
            ReadUInt32BigEndian(source[12..]),
            ReadUInt32BigEndian(source[16..]),
            ReadUInt32BigEndian(source[20..]),
            ReadUInt32BigEndian(source[24..]),
            ReadUInt32BigEndian(source[28..]),
            ReadUInt32BigEndian(source[32..]),
            ReadUInt32BigEndian(source[36..]),
            ReadUInt32BigEndian(source[40..]),
            ReadUInt32BigEndian(source[44..]),
            ReadUInt32BigEndian(source[48..]),
            ReadUInt32BigEndian(source[52..]),
            ReadUInt32BigEndian(source[56..]),
            ReadUInt32BigEndian(source[60..]),
            new Guid(source[64..80], bigEndian: true),
            ReadUInt32BigEndian(source[80..]),
            ReadUInt32BigEndian(source[84..]),
            ReadUInt32BigEndian(source[88..]),
            ReadUInt32BigEndian(source[92..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteUInt32BigEndian(destination, Magic);
        WriteUInt32BigEndian(destination[4..], 1); // version
        WriteUInt32BigEndian(destination[8..], Group);
        WriteUInt32BigEndian(destination[12..], Length);
        WriteUInt32BigEndian(destination[16..], ByBlockRoot);
        WriteUInt32BigEndian(destination[20..], ByCountRoot);
        WriteUInt32BigEndian(destination[24..], RmapRoot);
        WriteUInt32BigEndian(destination[28..], ByBlockLevels);
        WriteUInt32BigEndian(destination[32..], ByCountLevels);
        WriteUInt32BigEndian(destination[36..], RmapLevels);
        WriteUInt32BigEndian(destination[40..], FreeListFirst);
        WriteUInt32BigEndian(destination[44..], FreeListLast);
        WriteUInt32BigEndian(destination[48..], FreeListCount);
        WriteUInt32BigEndian(destination[52..], FreeBlocks);
        WriteUInt32BigEndian(destination[56..], LongestFree);
        WriteUInt32BigEndian(destination[60..], BtreeBlocks);
        Uuid.TryWriteBytes(destination[64..], bigEndian: true, out _);
        WriteUInt32BigEndian(destination[80..], RmapBlocks);
        WriteUInt32BigEndian(destination[84..], RefcountBlocks);
        WriteUInt32BigEndian(destination[88..], RefcountRoot);
        WriteUInt32BigEndian(destination[92..], RefcountLevels);
    }
}
