using System.Buffers.Binary;
using System.Numerics;

namespace TalosBoot.Compression.Gzip;

/// <summary>Finds earlier occurrences of bytes within the window: a table of the last one of three bytes, and chains of those of four.</summary>
internal sealed class DeflateMatchFinder
{
    const int Hash3Bits = 14;
    const int Hash4Bits = 16;
    const int WindowMask = DeflateFormat.WindowSize - 1;
    const int Nowhere = -DeflateFormat.WindowSize;

    // A match of three bytes is worth less than three literals when it is far away.
    const int MaxShortDistance = 4096;

    readonly int[] _last3 = new int[1 << Hash3Bits];
    readonly int[] _last4 = new int[1 << Hash4Bits];
    readonly int[] _previous = new int[DeflateFormat.WindowSize];

    /// <summary>How many bytes from a position on are looked at, whether they match or not.</summary>
    public const int Lookahead = 4;

    public void Reset()
    {
        Array.Fill(_last3, Nowhere);
        Array.Fill(_last4, Nowhere);
    }

    /// <summary>Makes a position known.</summary>
    public void Insert(ReadOnlySpan<byte> buffer, int position)
    {
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(buffer[position..]);
        _last3[Hash3(bytes)] = position;
        ref var last = ref _last4[Hash4(bytes)];
        _previous[position & WindowMask] = last;
        last = position;
    }

    /// <summary>Makes a position known, and finds the longest match there.</summary>
    /// <param name="buffer">The bytes, at least <see cref="Lookahead"/> of them from the position on.</param>
    /// <param name="position">Where the match is wanted.</param>
    /// <param name="minLength">Only longer ones count.</param>
    /// <param name="depth">How many candidates are tried.</param>
    /// <param name="niceLength">With that length the search ends.</param>
    /// <returns>The length and the distance; length 0 if there is none.</returns>
    public (int Length, int Distance) Find(ReadOnlySpan<byte> buffer, int position, int minLength, int depth, int niceLength)
    {
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(buffer[position..]);
        ref var last3 = ref _last3[Hash3(bytes)];
        ref var last4 = ref _last4[Hash4(bytes)];
        var (candidate3, candidate) = (last3, last4);
        last3 = position;
        last4 = position;
        var previous = _previous;
        previous[position & WindowMask] = candidate;

        var oldest = position - DeflateFormat.WindowSize;
        var current = buffer.Slice(position, Math.Min(DeflateFormat.MaxMatch, buffer.Length - position));
        var (bestLength, bestDistance) = (minLength, 0);
        if (minLength < DeflateFormat.MinMatch && position - candidate3 <= MaxShortDistance && candidate3 > oldest
            && ((BinaryPrimitives.ReadUInt32LittleEndian(buffer[candidate3..]) ^ bytes) << 8) == 0)
        {
            (bestLength, bestDistance) = (DeflateFormat.MinMatch, position - candidate3);
        }

        niceLength = Math.Min(niceLength, current.Length);
        for (; candidate > oldest && candidate >= 0 && depth > 0; depth--, candidate = previous[candidate & WindowMask])
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(buffer[candidate..]) != bytes
                || (uint)bestLength >= (uint)current.Length || buffer[candidate + bestLength] != current[bestLength])
            {
                continue;
            }

            var length = MatchLength(current, buffer.Slice(candidate, current.Length));
            if (length > bestLength)
            {
                (bestLength, bestDistance) = (length, position - candidate);
                if (length >= niceLength)
                {
                    break;
                }
            }
        }

        return bestDistance == 0 ? default : (bestLength, bestDistance);
    }

    static int Hash3(uint bytes) => (int)(((bytes << 8) * 0x9E37_79B1) >> (32 - Hash3Bits));

    static int Hash4(uint bytes) => (int)((bytes * 0x9E37_79B1) >> (32 - Hash4Bits));

    // Both have the same length, and start with four equal bytes.
    static int MatchLength(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var length = 4;
        while (left.Length - length >= sizeof(ulong))
        {
            var difference = BinaryPrimitives.ReadUInt64LittleEndian(left[length..]) ^ BinaryPrimitives.ReadUInt64LittleEndian(right[length..]);
            if (difference != 0)
            {
                return length + (BitOperations.TrailingZeroCount(difference) >> 3);
            }

            length += sizeof(ulong);
        }

        while (length < left.Length && left[length] == right[length])
        {
            length++;
        }

        return length;
    }
}
