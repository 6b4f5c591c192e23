using System.Buffers.Binary;
using System.Numerics;

namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Finds earlier occurrences of bytes: the last ones of two and three bytes by tables, those of four and more by a structure of their own.</summary>
internal abstract class LzmaMatchFinder(int dictionarySize, int niceLength)
{
    const int Hash2Size = 1 << 16;
    const int Hash3Bits = 16;
    const int MinHash4Bits = 12;
    const int MaxHash4Bits = 20;
    const int Nowhere = int.MinValue / 2;

    readonly int[] _last2 = new int[Hash2Size];
    readonly int[] _last3 = new int[1 << Hash3Bits];
    int[] _last4 = [];
    int _hash4Bits;

    protected byte[] Data { get; private set; } = [];

    protected int Length { get; private set; }

    /// <summary>Positions this far back are out of reach.</summary>
    protected int Reach { get; private set; }

    /// <summary>The position that comes next.</summary>
    public int Position { get; private set; }

    /// <summary>Starts over with other bytes.</summary>
    public void Reset(byte[] data, int length)
    {
        (Data, Length, Position) = (data, length, 0);
        Reach = Math.Min(dictionarySize, Math.Max(length, 1));
        _hash4Bits = Math.Clamp(BitOperations.Log2((uint)Reach), MinHash4Bits, MaxHash4Bits);
        if (_last4.Length < 1 << _hash4Bits)
        {
            _last4 = new int[1 << _hash4Bits];
        }

        Array.Fill(_last2, Nowhere);
        Array.Fill(_last3, Nowhere);
        Array.Fill(_last4, Nowhere, 0, 1 << _hash4Bits);
        ResetChains();
    }

    /// <summary>Finds the matches at the next position, and moves on.</summary>
    public void Find(LzmaMatches matches)
    {
        matches.Count = 0;
        var position = Position++;
        var limit = Math.Min(niceLength, Length - position);
        if (limit < 4)
        {
            return;
        }

        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(Data.AsSpan(position));
        ref var last2 = ref _last2[bytes & (Hash2Size - 1)];
        ref var last3 = ref _last3[Hash3(bytes)];
        ref var last4 = ref _last4[Hash4(bytes)];
        var (near2, near3, candidate) = (last2, last3, last4);
        (last2, last3, last4) = (position, position, position);

        var longest = 1;
        if (position - near2 <= Reach)
        {
            longest = LzmaMatches.CommonLength(Data, near2, position, 2, limit);
            matches.Add(longest, position - near2 - 1);
        }

        if (near3 != near2 && position - near3 <= Reach && ((BinaryPrimitives.ReadUInt32LittleEndian(Data.AsSpan(near3)) ^ bytes) << 8) == 0)
        {
            var length = LzmaMatches.CommonLength(Data, near3, position, 3, limit);
            if (length > longest)
            {
                longest = length;
                matches.Add(length, position - near3 - 1);
            }
        }

        if (longest == limit)
        {
            Insert(position, candidate, limit);
        }
        else
        {
            FindLonger(position, candidate, limit, longest, matches);
        }
    }

    /// <summary>Makes positions known without looking for matches there.</summary>
    public void Skip(int count)
    {
        for (; count > 0; count--)
        {
            var position = Position++;
            var limit = Math.Min(niceLength, Length - position);
            if (limit < 4)
            {
                continue;
            }

            var bytes = BinaryPrimitives.ReadUInt32LittleEndian(Data.AsSpan(position));
            _last2[bytes & (Hash2Size - 1)] = position;
            _last3[Hash3(bytes)] = position;
            ref var last4 = ref _last4[Hash4(bytes)];
            var candidate = last4;
            last4 = position;
            Insert(position, candidate, limit);
        }
    }

    protected abstract void ResetChains();

    /// <summary>Makes a position known.</summary>
    protected abstract void Insert(int position, int candidate, int limit);

    /// <summary>Makes a position known, and adds the matches that are longer.</summary>
    protected abstract void FindLonger(int position, int candidate, int limit, int longest, LzmaMatches matches);

    static int Hash3(uint bytes) => (int)(((bytes << 8) * 0x9E37_79B1) >> (32 - Hash3Bits));

    int Hash4(uint bytes) => (int)((bytes * 0x9E37_79B1) >> (32 - _hash4Bits));
}
