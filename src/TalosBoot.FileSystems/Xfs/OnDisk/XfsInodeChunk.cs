using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>A record of the trees of inodes: 64 inodes that were made together (docs/formats/xfs.md).</summary>
/// <param name="Start">The first inode, counted in its group.</param>
/// <param name="HoleMask">Which quarters of 16 are missing: none.</param>
/// <param name="Count">How many inodes there are.</param>
/// <param name="FreeCount">How many are free.</param>
/// <param name="FreeMask">Which: bit 0 is the first.</param>
internal readonly record struct XfsInodeChunk(uint Start, ushort HoleMask, byte Count, byte FreeCount, ulong FreeMask)
    : IOnDiskStructure<XfsInodeChunk>
{
    public const int Inodes = 64;

    public static int Size => 16;

    public static XfsInodeChunk Read(ReadOnlySpan<byte> source) => new(
        ReadUInt32BigEndian(source),
        ReadUInt16BigEndian(source[4..]),
        source[6],
        source[7],
        ReadUInt64BigEndian(source[8..]));

    public void Write(Span<byte> destination)
    {
        WriteUInt32BigEndian(destination, Start);
        WriteUInt16BigEndian(destination[4..], HoleMask);
        destination[6] = Count;
        destination[7] = FreeCount;
        WriteUInt64BigEndian(destination[8..], FreeMask);
    }
}
