using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>A record of the reverse map: whose blocks these are (docs/formats/xfs.md).</summary>
/// <param name="Start">The first block, counted in its group.</param>
/// <param name="Count">How many blocks.</param>
/// <param name="Owner">An inode, or one of the constants.</param>
/// <param name="Offset">The first block's place in the inode's fork, with <see cref="AttributeFork"/> and <see cref="ExtentTree"/>.</param>
internal readonly record struct XfsRmapRecord(uint Start, uint Count, long Owner, ulong Offset) : IOnDiskStructure<XfsRmapRecord>
{
    public const long FileSystem = -3;

    public const long Log = -4;

    public const long Group = -5;

    public const long InodeTrees = -6;

    public const long Inodes = -7;

    public const long Refcounts = -8;

    /// <summary>In <see cref="Offset"/>: the blocks are of the fork of extended attributes.</summary>
    public const ulong AttributeFork = 1UL << 63;

    /// <summary>In <see cref="Offset"/>: the blocks are of the tree of extents, which has no place in the fork.</summary>
    public const ulong ExtentTree = 1UL << 62;

    public static int Size => 24;

    /// <summary>Whether blocks that come behind in the group come behind in the fork too.</summary>
    public bool HasOffset => Owner >= 0 && (Offset & ExtentTree) == 0;

    public static XfsRmapRecord Read(ReadOnlySpan<byte> source) => new(
        ReadUInt32BigEndian(source),
        ReadUInt32BigEndian(source[4..]),
        ReadInt64BigEndian(source[8..]),
        ReadUInt64BigEndian(source[16..]));

    public void Write(Span<byte> destination)
    {
        WriteUInt32BigEndian(destination, Start);
        WriteUInt32BigEndian(destination[4..], Count);
        WriteInt64BigEndian(destination[8..], Owner);
        WriteUInt64BigEndian(destination[16..], Offset);
    }
}
