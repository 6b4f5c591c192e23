using System.Numerics;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>
/// Which blocks are taken. Blocks are handed out in ascending order; those before the last that was handed out are not looked at again. It
/// counts on when the volume is full, to tell how much is missing.
/// </summary>
internal sealed class Ext4BlockMap
{
    const int Bits = 64;

    readonly ulong[] _words;
    readonly uint _count;
    uint _next;

    public Ext4BlockMap(uint count, uint first)
    {
        _count = count;
        _words = new ulong[((count - 1) / Bits) + 1];
        _next = first;
    }

    /// <summary>Blocks that were asked for and were not there.</summary>
    public long Missing { get; private set; }

    /// <summary>Blocks that were handed out.</summary>
    public long Taken { get; private set; }

    public bool IsTaken(uint block) => (_words[block / Bits] & (1UL << (int)(block % Bits))) != 0;

    public void Mark(uint start, uint count)
    {
        for (var block = start; block < start + count; block++)
        {
            _words[block / Bits] |= 1UL << (int)(block % Bits);
        }
    }

    /// <summary>Takes the first stretch of so many free blocks at or behind a place.</summary>
    public uint MarkRun(uint from, uint count)
    {
        var start = NextFree(from);
        while (start < _count)
        {
            var end = EndOfFree(start, count);
            if (end - start >= count)
            {
                Mark(start, count);
                return start;
            }

            start = NextFree(end);
        }

        Missing += count;
        return 0;
    }

    /// <summary>Takes blocks, in as few stretches as there are.</summary>
    public List<(uint Block, uint Count)> Take(long count) => Take(count, ref _next);

    /// <summary>Takes blocks at or behind a place, and then from the start.</summary>
    public List<(uint Block, uint Count)> TakeFrom(uint from, long count)
    {
        var next = from;
        var result = Take(count, ref next, isLast: false);
        var rest = count - result.Sum(part => part.Count);
        if (rest > 0)
        {
            result.AddRange(Take(rest));
        }

        return result;
    }

    /// <summary>The bits of a group, as a bitmap has them.</summary>
    public byte[] BitmapOf(uint first, uint count, int length)
    {
        var bytes = new byte[length];
        for (var index = 0u; index < count; index++)
        {
            if (IsTaken(first + index))
            {
                bytes[index / 8] |= (byte)(1 << (int)(index % 8));
            }
        }

        return bytes;
    }

    List<(uint Block, uint Count)> Take(long count, ref uint next, bool isLast = true)
    {
        var result = new List<(uint Block, uint Count)>();
        while (count > 0)
        {
            var start = NextFree(next);
            if (start >= _count)
            {
                Missing += isLast ? count : 0;
                break;
            }

            var end = EndOfFree(start, (uint)Math.Min(count, _count));
            Mark(start, end - start);
            result.Add((start, end - start));
            Taken += end - start;
            count -= end - start;
            next = end;
        }

        return result;
    }

    uint NextFree(uint block)
    {
        while (block < _count)
        {
            var free = ~_words[block / Bits] & (ulong.MaxValue << (int)(block % Bits));
            if (free != 0)
            {
                return (uint)Math.Min(_count, (block / Bits * Bits) + BitOperations.TrailingZeroCount(free));
            }

            block = (block / Bits * Bits) + Bits;
        }

        return _count;
    }

    uint EndOfFree(uint start, uint most)
    {
        var limit = (uint)Math.Min(_count, (long)start + most);
        var block = start;
        while (block < limit)
        {
            var taken = _words[block / Bits] & (ulong.MaxValue << (int)(block % Bits));
            if (taken != 0)
            {
                return (uint)Math.Min(limit, (block / Bits * Bits) + BitOperations.TrailingZeroCount(taken));
            }

            block = (block / Bits * Bits) + Bits;
        }

        return limit;
    }
}
