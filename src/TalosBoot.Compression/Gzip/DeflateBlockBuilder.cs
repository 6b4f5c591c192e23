namespace TalosBoot.Compression.Gzip;

/// <summary>Collects literals and matches, and writes them as a block with the shortest of the three kinds of code.</summary>
internal sealed class DeflateBlockBuilder
{
    const int MaxTokens = 32 * 1024;
    const int CodeLengthSymbols = 19;
    const int MaxCodeLengthLength = 7;

    static readonly byte[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    static readonly HuffmanCode FixedLiterals = BuildFixedLiterals();
    static readonly HuffmanCode FixedDistances = BuildFixed(DeflateFormat.DistanceSymbols, _ => 5);

    readonly HuffmanCode _literals = new(DeflateFormat.LiteralSymbols, DeflateFormat.MaxCodeLength);
    readonly HuffmanCode _distances = new(DeflateFormat.DistanceSymbols, DeflateFormat.MaxCodeLength);
    readonly HuffmanCode _codeLengths = new(CodeLengthSymbols, MaxCodeLengthLength);
    readonly int[] _literalCounts = new int[DeflateFormat.LiteralSymbols];
    readonly int[] _distanceCounts = new int[DeflateFormat.DistanceSymbols];
    readonly int[] _codeLengthCounts = new int[CodeLengthSymbols];

    // Length in the upper half and distance in the lower one; a literal has no length.
    readonly uint[] _tokens = new uint[MaxTokens];
    readonly ushort[] _runs = new ushort[DeflateFormat.LiteralSymbols + DeflateFormat.DistanceSymbols];
    readonly byte[] _allLengths = new byte[DeflateFormat.LiteralSymbols + DeflateFormat.DistanceSymbols];
    int _count;
    int _runCount;

    public bool IsFull => _count == MaxTokens;

    public void AddLiteral(byte value)
    {
        _tokens[_count++] = value;
        _literalCounts[value]++;
    }

    public void AddMatch(int length, int distance)
    {
        _tokens[_count++] = ((uint)length << 16) | (uint)distance;
        _literalCounts[DeflateFormat.LengthSymbols[length]]++;
        _distanceCounts[DeflateFormat.DistanceSymbol(distance)]++;
    }

    /// <summary>Writes the block, and starts a new one.</summary>
    /// <param name="bits">Takes the block.</param>
    /// <param name="bytes">What the block stands for.</param>
    /// <param name="isLast">Whether it ends the stream.</param>
    public void Flush(ref BitSink bits, ReadOnlySpan<byte> bytes, bool isLast)
    {
        _literalCounts[DeflateFormat.EndOfBlock]++;
        _literals.Build(_literalCounts);
        _distances.Build(_distanceCounts);
        var literalSymbols = UsedSymbols(_literals, DeflateFormat.FirstLengthSymbol);
        var distanceSymbols = UsedSymbols(_distances, 1);
        var codeLengthSymbols = PrepareHeader(literalSymbols, distanceSymbols);

        var extraBits = ExtraBits();
        var dynamicSize = HeaderBits(codeLengthSymbols) + extraBits + CodedBits(_literals, _literalCounts) + CodedBits(_distances, _distanceCounts);
        var fixedSize = extraBits + CodedBits(FixedLiterals, _literalCounts) + CodedBits(FixedDistances, _distanceCounts);
        var storedSize = DeflateBlocks.StoredSize(bytes.Length) * 8L;
        var last = isLast ? 1UL : 0;
        if (storedSize <= Math.Min(dynamicSize, fixedSize))
        {
            DeflateBlocks.AddStored(ref bits, bytes, isLast);
        }
        else if (fixedSize <= dynamicSize)
        {
            bits.Add(last | (1 << 1), 3);
            WriteTokens(ref bits, FixedLiterals, FixedDistances);
        }
        else
        {
            bits.Add(last | (2 << 1), 3);
            WriteHeader(ref bits, literalSymbols, distanceSymbols, codeLengthSymbols);
            WriteTokens(ref bits, _literals, _distances);
        }

        Clear();
    }

    void Clear()
    {
        _count = 0;
        Array.Clear(_literalCounts);
        Array.Clear(_distanceCounts);
    }

    static HuffmanCode BuildFixedLiterals() => BuildFixed(DeflateFormat.LiteralSymbols + 2, symbol => symbol switch
    {
        < 144 => 8,
        < 256 => 9,
        < 280 => 7,
        _ => 8,
    });

    static HuffmanCode BuildFixed(int symbolCount, Func<int, byte> length)
    {
        var code = new HuffmanCode(symbolCount, DeflateFormat.MaxCodeLength);
        code.Build(Enumerable.Range(0, symbolCount).Select(length).ToArray());
        return code;
    }

    static int UsedSymbols(HuffmanCode code, int min)
    {
        var count = code.Lengths.Length;
        while (count > min && code.Lengths[count - 1] == 0)
        {
            count--;
        }

        return count;
    }

    static long CodedBits(HuffmanCode code, ReadOnlySpan<int> counts)
    {
        var bits = 0L;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            bits += (long)counts[symbol] * code.Lengths[symbol];
        }

        return bits;
    }

    long ExtraBits()
    {
        var bits = 0L;
        for (var symbol = DeflateFormat.FirstLengthSymbol; symbol < DeflateFormat.LiteralSymbols; symbol++)
        {
            bits += (long)_literalCounts[symbol] * DeflateFormat.LengthExtraBits(symbol);
        }

        for (var symbol = 0; symbol < DeflateFormat.DistanceSymbols; symbol++)
        {
            bits += (long)_distanceCounts[symbol] * DeflateFormat.DistanceExtraBits(symbol);
        }

        return bits;
    }

    // RFC 1951, 3.2.7: the lengths of both codes in a row, runs shortened, and coded once more.
    int PrepareHeader(int literalSymbols, int distanceSymbols)
    {
        _literals.Lengths.AsSpan(0, literalSymbols).CopyTo(_allLengths);
        _distances.Lengths.AsSpan(0, distanceSymbols).CopyTo(_allLengths.AsSpan(literalSymbols));
        Array.Clear(_codeLengthCounts);
        _runCount = 0;
        var lengths = _allLengths.AsSpan(0, literalSymbols + distanceSymbols);
        while (!lengths.IsEmpty)
        {
            var value = lengths[0];
            var run = lengths.IndexOfAnyExcept(value);
            run = run < 0 ? lengths.Length : run;
            lengths = lengths[run..];
            if (value != 0)
            {
                AddRun(value, 0);
                run--;
            }

            AddRepeats(value, run);
        }

        _codeLengths.Build(_codeLengthCounts);
        var used = CodeLengthSymbols;
        while (used > 4 && _codeLengths.Lengths[CodeLengthOrder[used - 1]] == 0)
        {
            used--;
        }

        return used;
    }

    void AddRepeats(byte value, int run)
    {
        while (run > 0)
        {
            var (symbol, min, max) = value != 0 ? (16, 3, 6) : run > 10 ? (18, 11, 138) : (17, 3, 10);
            if (run < 3)
            {
                AddRun(value, 0);
                run--;
                continue;
            }

            var length = Math.Min(run, max);
            AddRun(symbol, length - min);
            run -= length;
        }
    }

    void AddRun(int symbol, int extra)
    {
        _runs[_runCount++] = (ushort)((symbol << 8) | extra);
        _codeLengthCounts[symbol]++;
    }

    static int RunExtraBits(int symbol) => symbol switch
    {
        16 => 2,
        17 => 3,
        18 => 7,
        _ => 0,
    };

    long HeaderBits(int codeLengthSymbols)
    {
        var bits = 5L + 5 + 4 + (3 * codeLengthSymbols);
        for (var symbol = 0; symbol < CodeLengthSymbols; symbol++)
        {
            bits += (long)_codeLengthCounts[symbol] * (_codeLengths.Lengths[symbol] + RunExtraBits(symbol));
        }

        return bits;
    }

    void WriteHeader(ref BitSink bits, int literalSymbols, int distanceSymbols, int codeLengthSymbols)
    {
        bits.Add((ulong)(literalSymbols - DeflateFormat.FirstLengthSymbol), 5);
        bits.Add((ulong)(distanceSymbols - 1), 5);
        bits.Add((ulong)(codeLengthSymbols - 4), 4);
        for (var index = 0; index < codeLengthSymbols; index++)
        {
            bits.Add(_codeLengths.Lengths[CodeLengthOrder[index]], 3);
        }

        foreach (var run in _runs.AsSpan(0, _runCount))
        {
            var symbol = run >> 8;
            bits.Add(_codeLengths.Codes[symbol], _codeLengths.Lengths[symbol]);
            bits.Add((ulong)(run & 0xFF), RunExtraBits(symbol));
        }
    }

    void WriteTokens(ref BitSink bits, HuffmanCode literals, HuffmanCode distances)
    {
        var (literalCodes, literalLengths) = (literals.Codes, literals.Lengths);
        var (distanceCodes, distanceLengths) = (distances.Codes, distances.Lengths);
        foreach (var token in _tokens.AsSpan(0, _count))
        {
            var length = (int)(token >> 16);
            if (length == 0)
            {
                bits.Add(literalCodes[token], literalLengths[token]);
                continue;
            }

            var symbol = DeflateFormat.LengthSymbols[length];
            ulong value = literalCodes[symbol];
            int count = literalLengths[symbol];
            value |= (ulong)(length - DeflateFormat.LengthBases[symbol - DeflateFormat.FirstLengthSymbol]) << count;
            count += DeflateFormat.LengthExtraBits(symbol);
            var distance = (int)(token & 0xFFFF);
            symbol = (ushort)DeflateFormat.DistanceSymbol(distance);
            value |= (ulong)distanceCodes[symbol] << count;
            count += distanceLengths[symbol];
            value |= (ulong)(distance - DeflateFormat.DistanceBase(symbol)) << count;
            bits.Add(value, count + DeflateFormat.DistanceExtraBits(symbol));
        }

        bits.Add(literalCodes[DeflateFormat.EndOfBlock], literalLengths[DeflateFormat.EndOfBlock]);
    }
}
