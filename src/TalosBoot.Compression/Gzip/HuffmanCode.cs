namespace TalosBoot.Compression.Gzip;

/// <summary>A prefix code with limited lengths, made from how often each symbol occurs.</summary>
internal sealed class HuffmanCode(int symbolCount, int maxLength)
{
    readonly long[] _sorted = new long[symbolCount];
    readonly int[] _depths = new int[symbolCount];
    readonly int[] _lengthCounts = new int[maxLength + 1];
    readonly int[] _nextCodes = new int[maxLength + 1];

    /// <summary>The code of each symbol, its first bit lowest.</summary>
    public ushort[] Codes { get; } = new ushort[symbolCount];

    /// <summary>The length of each code in bits; 0 for a symbol that does not occur.</summary>
    public byte[] Lengths { get; } = new byte[symbolCount];

    /// <summary>Makes the code. At least two symbols get one, because some readers refuse codes of one symbol.</summary>
    public void Build(ReadOnlySpan<int> frequencies)
    {
        Array.Clear(Lengths);
        var used = 0;
        for (var symbol = 0; symbol < symbolCount; symbol++)
        {
            if (frequencies[symbol] > 0 || symbol < 2)
            {
                _sorted[used++] = ((long)frequencies[symbol] << 16) | (uint)symbol;
            }
        }

        used = DropUnneeded(used);
        Array.Sort(_sorted, 0, used);
        MeasureDepths(used);
        LimitDepths(used);
        AssignLengths();
        AssignCodes();
    }

    /// <summary>Makes the code from known lengths.</summary>
    public void Build(ReadOnlySpan<byte> lengths)
    {
        lengths.CopyTo(Lengths);
        Array.Clear(_lengthCounts);
        foreach (var length in lengths)
        {
            _lengthCounts[length]++;
        }

        _lengthCounts[0] = 0;
        AssignCodes();
    }

    // Symbols 0 and 1 were taken in case that there are no others.
    int DropUnneeded(int used)
    {
        for (var index = Math.Min(used, 2) - 1; index >= 0 && used > 2; index--)
        {
            if (_sorted[index] >> 16 == 0)
            {
                _sorted[index] = _sorted[--used];
            }
        }

        return used;
    }

    // Moffat and Katajainen, In-place calculation of minimum-redundancy codes, 1995. Lengths come out falling.
    void MeasureDepths(int count)
    {
        var depths = _depths.AsSpan(0, count);
        for (var index = 0; index < count; index++)
        {
            depths[index] = (int)(_sorted[index] >> 16);
        }

        if (count == 2)
        {
            depths.Fill(1);
            return;
        }

        depths[0] += depths[1];
        var (root, leaf) = (0, 2);
        for (var next = 1; next < count - 1; next++)
        {
            if (leaf >= count || depths[root] < depths[leaf])
            {
                depths[next] = depths[root];
                depths[root++] = next;
            }
            else
            {
                depths[next] = depths[leaf++];
            }

            if (leaf >= count || (root < next && depths[root] < depths[leaf]))
            {
                depths[next] += depths[root];
                depths[root++] = next;
            }
            else
            {
                depths[next] += depths[leaf++];
            }
        }

        depths[count - 2] = 0;
        for (var next = count - 3; next >= 0; next--)
        {
            depths[next] = depths[depths[next]] + 1;
        }

        NumberLeaves(depths);
    }

    static void NumberLeaves(Span<int> depths)
    {
        var (available, used, depth) = (1, 0, 0);
        var (root, next) = (depths.Length - 2, depths.Length - 1);
        while (available > 0)
        {
            while (root >= 0 && depths[root] == depth)
            {
                used++;
                root--;
            }

            while (available > used)
            {
                depths[next--] = depth;
                available--;
            }

            available = 2 * used;
            depth++;
            used = 0;
        }
    }

    // Cuts codes to the limit, and lengthens the cheapest others until the code is a prefix code again.
    void LimitDepths(int count)
    {
        Array.Clear(_lengthCounts);
        for (var index = 0; index < count; index++)
        {
            _lengthCounts[Math.Min(_depths[index], maxLength)]++;
        }

        var total = 0;
        for (var length = 1; length <= maxLength; length++)
        {
            total += _lengthCounts[length] << (maxLength - length);
        }

        for (; total > 1 << maxLength; total--)
        {
            _lengthCounts[maxLength]--;
            var length = maxLength - 1;
            while (_lengthCounts[length] == 0)
            {
                length--;
            }

            _lengthCounts[length]--;
            _lengthCounts[length + 1] += 2;
        }
    }

    void AssignLengths()
    {
        var index = 0;
        for (var length = maxLength; length > 0; length--)
        {
            for (var count = _lengthCounts[length]; count > 0; count--)
            {
                Lengths[(ushort)_sorted[index++]] = (byte)length;
            }
        }
    }

    void AssignCodes()
    {
        var code = 0;
        for (var length = 1; length <= maxLength; length++)
        {
            _nextCodes[length] = code;
            code = (code + _lengthCounts[length]) << 1;
        }

        for (var symbol = 0; symbol < symbolCount; symbol++)
        {
            var length = Lengths[symbol];
            Codes[symbol] = length == 0 ? (ushort)0 : Reverse(_nextCodes[length]++, length);
        }
    }

    static ushort Reverse(int code, int length)
    {
        var result = 0;
        for (; length > 0; length--, code >>= 1)
        {
            result = (result << 1) | (code & 1);
        }

        return (ushort)result;
    }
}
