using TalosBoot.Core.Binary;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>A stretch of a fork: 128 bits, from the top a flag, 54 bits, 52 bits and 21 bits (docs/formats/xfs.md).</summary>
/// <param name="IsUnwritten">Whether the blocks are reserved only, and read as zeros.</param>
/// <param name="Logical">The first block in the fork.</param>
/// <param name="Block">The first block in the volume: the group in the upper bits.</param>
/// <param name="Count">How many blocks.</param>
internal readonly record struct XfsExtent(bool IsUnwritten, ulong Logical, ulong Block, uint Count) : IOnDiskStructure<XfsExtent>
{
    public const uint MaximumCount = (1 << 21) - 1;

    const int LogicalBits = 54;

    const int BlockBits = 52;

    public static int Size => 16;

    public static XfsExtent Read(ReadOnlySpan<byte> source)
    {
        var upper = ReadUInt64BigEndian(source);
        var lower = ReadUInt64BigEndian(source[8..]);
        return new XfsExtent(
            upper >> 63 != 0,
            (upper >> 9) & ((1UL << LogicalBits) - 1),
            ((upper << 43) | (lower >> 21)) & ((1UL << BlockBits) - 1),
            (uint)lower & MaximumCount);
    }

    public void Write(Span<byte> destination)
    {
        WriteUInt64BigEndian(destination, (IsUnwritten ? 1UL << 63 : 0) | (Logical << 9) | (Block >> 43));
        WriteUInt64BigEndian(destination[8..], (Block << 21) | Count);
    }
}
