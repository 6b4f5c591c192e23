using System.Buffers.Binary;
using System.Numerics;

namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>The matches at a position: lengths rise, and each is at the smallest distance that was found for it.</summary>
internal sealed class LzmaMatches
{
    public readonly int[] Lengths = new int[LzmaModel.MaxMatch + 1];

    /// <summary>The distances, less one.</summary>
    public readonly int[] Distances = new int[LzmaModel.MaxMatch + 1];

    public int Count { get; private set; }

    /// <summary>How long the longest match is: longer than the length that is found for it, when the finder stopped at its nice length.</summary>
    public int Longest { get; private set; }

    public void Clear() => (Count, Longest) = (0, 0);

    public void Add(int length, int distance)
    {
        Lengths[Count] = length;
        Distances[Count++] = distance;
    }

    /// <summary>Learns how long the longest match is, when all are found.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="position">Where the matches are.</param>
    /// <param name="niceLength">The finder looked no further than that.</param>
    /// <param name="limit">No more than that are looked at now.</param>
    public void MeasureLongest(ReadOnlySpan<byte> data, int position, int niceLength, int limit)
    {
        if (Count > 0)
        {
            var length = Lengths[Count - 1];
            Longest = length < niceLength ? length : CommonLength(data, position - Distances[Count - 1] - 1, position, length, limit);
        }
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
