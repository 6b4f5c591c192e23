using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>
/// Finds earlier occurrences of bytes: the last ones of two and three bytes by tables, those of four and more by a structure of their own. It finds what
/// liblzma finds with the same numbers.
/// </summary>
internal abstract class LzmaMatchFinder(int dictionarySize, int niceLength)
{
    const int MinLength = 4;

    readonly int[] _last2 = new int[LzmaHash.Count2];
    readonly int[] _last3 = new int[LzmaHash.Count3];
    readonly int[] _last4 = new int[LzmaHash.Count4(dictionarySize)];

    // The tables hold positions above this number, so that what other bytes left there is out of reach and need not be cleared.
    int _origin;

    protected byte[] Data { get; private set; } = [];

    protected int Length { get; private set; }

    /// <summary>Positions this far back are in reach.</summary>
    protected int Reach { get; private set; }

    /// <summary>The position that comes next.</summary>
    public int Position { get; private set; }

    /// <summary>Starts over with other bytes.</summary>
    public void Reset(byte[] data, int length)
    {
        var origin = (long)_origin + Length + Math.Min(dictionarySize, Math.Max(length, 1)) + 1;
        if (origin + length + dictionarySize > int.MaxValue)
        {
            Array.Clear(_last2);
            Array.Clear(_last3);
            Array.Clear(_last4);
            origin = dictionarySize + 1L;
        }

        (Data, Length, Position, _origin) = (data, length, 0, (int)origin);
        Reach = Math.Min(dictionarySize, Math.Max(length, 1));
        ResetChains();
    }

    /// <summary>Finds the matches at the next position, and moves on.</summary>
    public void Find(LzmaMatches matches)
    {
        matches.Clear();
        var position = Position++;
        var limit = Math.Min(niceLength, Length - position);
        if (limit < MinLength)
        {
            return;
        }

        var (near2, near3, candidate) = Enter(position);
        var longest = 1;
        var nearest = 0;
        if (position - near2 <= Reach && Data[near2] == Data[position])
        {
            (longest, nearest) = (2, near2);
            matches.Add(longest, position - near2 - 1);
        }

        if (near3 != near2 && position - near3 <= Reach && Data[near3] == Data[position])
        {
            (longest, nearest) = (3, near3);
            matches.Add(longest, position - near3 - 1);
        }

        if (matches.Count > 0)
        {
            longest = LzmaMatches.CommonLength(Data, nearest, position, longest, limit);
            matches.Lengths[matches.Count - 1] = longest;
        }

        if (longest == limit)
        {
            Insert(position, candidate, limit);
        }
        else
        {
            FindLonger(position, candidate, limit, Math.Max(longest, MinLength - 1), matches);
        }

        matches.MeasureLongest(Data, position, niceLength, Math.Min(LzmaModel.MaxMatch, Length - position));
    }

    /// <summary>Makes positions known without looking for matches there.</summary>
    public void Skip(int count)
    {
        for (; count > 0; count--)
        {
            var position = Position++;
            var limit = Math.Min(niceLength, Length - position);
            if (limit >= MinLength)
            {
                Insert(position, Enter(position).Candidate, limit);
            }
        }
    }

    protected abstract void ResetChains();

    /// <summary>Makes a position known.</summary>
    protected abstract void Insert(int position, int candidate, int limit);

    /// <summary>Makes a position known, and adds the matches that are longer.</summary>
    protected abstract void FindLonger(int position, int candidate, int limit, int longest, LzmaMatches matches);

    // Gives the last positions with the same numbers, and takes their places. The first byte tells whether bytes with the same number are the same.
    (int Near2, int Near3, int Candidate) Enter(int position)
    {
        var (hash2, hash3, hash4) = LzmaHash.Of(BinaryPrimitives.ReadUInt32LittleEndian(Data.AsSpan(position)), _last4.Length);
        ref var last2 = ref _last2[hash2];
        ref var last3 = ref _last3[hash3];
        ref var last4 = ref _last4[hash4];
        var result = (last2 - _origin, last3 - _origin, last4 - _origin);
        last2 = last3 = last4 = _origin + position;
        return result;
    }
}
