using System.Buffers.Binary;
using System.Numerics;

namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>The matches at a position: lengths rise, and each is at the smallest distance that was found for it.</summary>
internal sealed class LzmaMatches
{
    public readonly int[] Lengths = new int[LzmaModel.MaxMatch + 1];

    /// <summary>The distances, less one.</summary>
    public readonly int[] Distances = new int[LzmaModel.MaxMatch + 1];

    public int Count { get; set; }

    public int Longest => Count == 0 ? 0 : Lengths[Count - 1];

    public void Add(int length, int distance)
    {
        Lengths[Count] = length;
        Distances[Count++] = distance;
    }

    /// <summary>How many bytes are equal at two places.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="left">The place further back.</param>
    /// <param name="right">The other place.</param>
    /// <param name="known">How many are known to be equal.</param>
    /// <param name="limit">No more than that are looked at.</param>
    public static int CommonLength(ReadOnlySpan<byte> data, int left, int right, int known, int limit)
    {
        var first = data.Slice(left, limit);
        var second = data.Slice(right, limit);
        while (limit - known >= sizeof(ulong))
        {
            var difference = BinaryPrimitives.ReadUInt64LittleEndian(first[known..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(second[known..]);
            if (difference != 0)
            {
                return known + (BitOperations.TrailingZeroCount(difference) >> 3);
            }

            known += sizeof(ulong);
        }

        while (known < limit && first[known] == second[known])
        {
            known++;
        }

        return known;
    }
}
