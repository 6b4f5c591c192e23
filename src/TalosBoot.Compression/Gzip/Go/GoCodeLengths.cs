namespace TalosBoot.Compression.Gzip.Go;

/// <summary>
/// The lengths of a prefix code as Go's compress/flate chooses them. Several choices are equally short: which one is taken follows from the order in
/// which items of one weight are merged, a pair before a single symbol, in what is known as package-merge with lazily filled rows.
/// </summary>
internal sealed class GoCodeLengths
{
    const int Never = int.MaxValue;

    readonly int[] _weights;
    readonly int[] _symbols;
    readonly int _count;
    readonly int _depth;
    readonly Row[] _rows;

    // For the last item of each row: how many single symbols lie before it in each row below.
    readonly int[,] _leaves;

    GoCodeLengths(ReadOnlySpan<int> frequencies, int maxLength)
    {
        _symbols = [.. Used(frequencies)];
        _count = _symbols.Length;
        _weights = [.. Weights(frequencies), Never];
        _depth = Math.Min(maxLength, _count - 1);
        _rows = new Row[_depth + 2];
        _leaves = new int[_depth + 1, _depth + 1];
    }

    /// <summary>The lengths in bits; 0 for a symbol that does not occur.</summary>
    /// <param name="frequencies">How often each symbol occurs.</param>
    /// <param name="maxLength">The longest code.</param>
    public static byte[] Of(ReadOnlySpan<int> frequencies, int maxLength)
    {
        var result = new byte[frequencies.Length];
        var lengths = new GoCodeLengths(frequencies, maxLength);
        if (lengths._count <= 2)
        {
            foreach (var symbol in lengths._symbols)
            {
                result[symbol] = 1;
            }
        }
        else
        {
            lengths.Merge();
            lengths.Assign(result);
        }

        return result;
    }

    static List<int> Used(ReadOnlySpan<int> frequencies)
    {
        var used = new List<(int Frequency, int Symbol)>();
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
        {
            if (frequencies[symbol] > 0)
            {
                used.Add((frequencies[symbol], symbol));
            }
        }

        used.Sort();
        return used.ConvertAll(item => item.Symbol);
    }

    int[] Weights(ReadOnlySpan<int> frequencies)
    {
        var weights = new int[_count];
        for (var index = 0; index < _count; index++)
        {
            weights[index] = frequencies[_symbols[index]];
        }

        return weights;
    }

    void Merge()
    {
        for (var level = 1; level <= _depth; level++)
        {
            _rows[level] = new Row { Last = _weights[1], NextLeaf = _weights[2], NextPair = level == 1 ? Never : _weights[0] + _weights[1] };
            _leaves[level, level] = 2;
        }

        // A row begins with two items, and the top one has two for each symbol but one.
        _rows[_depth].Needed = (2 * _count) - 4;
        for (var level = _depth; level <= _depth;)
        {
            level = Step(level);
        }
    }

    /// <summary>Makes the next item of a row.</summary>
    /// <returns>The row that goes on; above the top when all is done.</returns>
    int Step(int level)
    {
        ref var row = ref _rows[level];
        if (row is { NextPair: Never, NextLeaf: Never })
        {
            row.Needed = 0;
            _rows[level + 1].NextPair = Never;
            return level + 1;
        }

        var previous = row.Last;
        if (row.NextLeaf < row.NextPair)
        {
            row.Last = row.NextLeaf;
            row.NextLeaf = _weights[++_leaves[level, level]];
        }
        else
        {
            row.Last = row.NextPair;
            for (var below = 0; below < level; below++)
            {
                _leaves[level, below] = _leaves[level - 1, below];
            }

            _rows[level - 1].Needed = 2;
        }

        if (--row.Needed == 0)
        {
            _rows[level + 1].NextPair = previous + row.Last;
            return level + 1;
        }

        while (_rows[level - 1].Needed > 0)
        {
            level--;
        }

        return level;
    }

    /// <summary>The rarest symbols get the longest codes.</summary>
    void Assign(byte[] lengths)
    {
        var left = _count;
        for (var (level, length) = (_depth, (byte)1); level > 0; level--, length++)
        {
            for (var count = _leaves[_depth, level] - _leaves[_depth, level - 1]; count > 0; count--)
            {
                lengths[_symbols[--left]] = length;
            }
        }
    }

    struct Row
    {
        public int Last;
        public int NextLeaf;
        public int NextPair;
        public int Needed;
    }
}
