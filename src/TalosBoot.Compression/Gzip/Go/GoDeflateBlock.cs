namespace TalosBoot.Compression.Gzip.Go;

/// <summary>Writes one block in the shortest of the three forms, with the header that Go's compress/flate gives it.</summary>
internal ref struct GoDeflateBlock
{
    const int CodeLengthSymbols = 19;
    const int MaxCodeLengthBits = 7;
    const int FirstLengthWithExtraBits = DeflateFormat.FirstLengthSymbol + 8;

    readonly List<GoToken> _tokens;
    readonly int[] _literalFrequencies = new int[DeflateFormat.LiteralSymbols];
    readonly int[] _distanceFrequencies = new int[DeflateFormat.DistanceSymbols];
    readonly List<(int Symbol, int Extra)> _header = [];
    readonly int[] _headerFrequencies = new int[CodeLengthSymbols];
    readonly byte[] _literalLengths;
    readonly byte[] _distanceLengths;
    readonly int _literalCount;
    readonly int _distanceCount;

    GoDeflateBlock(List<GoToken> tokens)
    {
        _tokens = tokens;
        foreach (var token in tokens)
        {
            _literalFrequencies[token.Symbol]++;
            if (token.Distance > 0)
            {
                _distanceFrequencies[DeflateFormat.DistanceSymbol(token.Distance)]++;
            }
        }

        _literalFrequencies[DeflateFormat.EndOfBlock] = 1;
        _literalCount = _literalFrequencies.AsSpan().LastIndexOfAnyExcept(0) + 1;
        _distanceCount = _distanceFrequencies.AsSpan().LastIndexOfAnyExcept(0) + 1;
        if (_distanceCount == 0)
        {
            // Not every reader takes a block without distances.
            _distanceFrequencies[0] = _distanceCount = 1;
        }

        _literalLengths = GoCodeLengths.Of(_literalFrequencies, DeflateFormat.MaxCodeLength);
        _distanceLengths = GoCodeLengths.Of(_distanceFrequencies, DeflateFormat.MaxCodeLength);
        DescribeLengths();
    }

    // RFC 1951 3.2.7.
    static ReadOnlySpan<byte> HeaderOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>Writes a block that is not the last one.</summary>
    /// <param name="tokens">What it holds.</param>
    /// <param name="input">The same, not compressed.</param>
    /// <param name="bits">Takes the block.</param>
    public static void Write(List<GoToken> tokens, ReadOnlySpan<byte> input, ref BitSink bits)
    {
        var block = new GoDeflateBlock(tokens);
        byte[] headerLengths = GoCodeLengths.Of(block._headerFrequencies, MaxCodeLengthBits);
        var headerCount = CodeLengthSymbols;
        while (headerCount > 4 && block._headerFrequencies[HeaderOrder[headerCount - 1]] == 0)
        {
            headerCount--;
        }

        var isStorable = input.Length <= DeflateFormat.MaxStoredLength;
        var extraBits = isStorable ? block.ExtraBits() : 0;
        var fixedSize = 3 + extraBits + Size(block._literalFrequencies, FixedLiterals()) + Size(block._distanceFrequencies, FixedDistances());
        var dynamicSize = 3 + 5 + 5 + 4 + (3 * headerCount) + extraBits
            + Size(block._headerFrequencies, headerLengths) + (block._headerFrequencies[16] * 2) + (block._headerFrequencies[17] * 3)
            + (block._headerFrequencies[18] * 7)
            + Size(block._literalFrequencies, block._literalLengths) + Size(block._distanceFrequencies, block._distanceLengths);
        var size = Math.Min(fixedSize, dynamicSize);
        if (isStorable && (input.Length + 5) * 8 < size)
        {
            WriteStored(input, isLast: false, ref bits);
        }
        else if (dynamicSize < fixedSize)
        {
            block.WriteHeader(headerLengths, headerCount, ref bits);
            block.WriteTokens(block._literalLengths, block._distanceLengths, ref bits);
        }
        else
        {
            bits.Add(1 << 1, 3);
            block.WriteTokens(FixedLiterals(), FixedDistances(), ref bits);
        }
    }

    /// <summary>Writes a block that is not compressed.</summary>
    public static void WriteStored(ReadOnlySpan<byte> input, bool isLast, ref BitSink bits)
    {
        bits.Add(isLast ? 1u : 0, 3);
        bits.Align();
        bits.Add((uint)input.Length, 16);
        bits.Add((ushort)~input.Length, 16);
        bits.AddBytes(input);
    }

    static byte[] FixedLiterals() =>
        [.. Enumerable.Repeat((byte)8, 144), .. Enumerable.Repeat((byte)9, 112), .. Enumerable.Repeat((byte)7, 24), .. Enumerable.Repeat((byte)8, 8)];

    static byte[] FixedDistances() => [.. Enumerable.Repeat((byte)5, DeflateFormat.DistanceSymbols)];

    static int Size(ReadOnlySpan<int> frequencies, ReadOnlySpan<byte> lengths)
    {
        var size = 0;
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
        {
            size += frequencies[symbol] * lengths[symbol];
        }

        return size;
    }

    readonly int ExtraBits()
    {
        var bits = 0;
        for (var symbol = FirstLengthWithExtraBits; symbol < _literalCount; symbol++)
        {
            bits += _literalFrequencies[symbol] * DeflateFormat.LengthExtraBits(symbol);
        }

        for (var symbol = 0; symbol < _distanceCount; symbol++)
        {
            bits += _distanceFrequencies[symbol] * DeflateFormat.DistanceExtraBits(symbol);
        }

        return bits;
    }

    /// <summary>The lengths of both codes, runs of them shortened (RFC 1951 3.2.7).</summary>
    readonly void DescribeLengths()
    {
        byte[] lengths = [.. _literalLengths.AsSpan(0, _literalCount), .. _distanceLengths.AsSpan(0, _distanceCount)];
        for (var (start, end) = (0, 0); start < lengths.Length; start = end)
        {
            while (end < lengths.Length && lengths[end] == lengths[start])
            {
                end++;
            }

            DescribeRun(lengths[start], end - start);
        }

        foreach (var (symbol, _) in _header)
        {
            _headerFrequencies[symbol]++;
        }
    }

    readonly void DescribeRun(byte length, int count)
    {
        if (length != 0)
        {
            _header.Add((length, 0));
            for (count--; count >= 3; count -= Math.Min(count, 6))
            {
                _header.Add((16, Math.Min(count, 6) - 3));
            }
        }
        else
        {
            for (; count >= 11; count -= Math.Min(count, 138))
            {
                _header.Add((18, Math.Min(count, 138) - 11));
            }

            if (count >= 3)
            {
                _header.Add((17, count - 3));
                count = 0;
            }
        }

        for (; count > 0; count--)
        {
            _header.Add((length, 0));
        }
    }

    readonly void WriteHeader(byte[] headerLengths, int headerCount, ref BitSink bits)
    {
        bits.Add(2 << 1, 3);
        bits.Add((uint)(_literalCount - DeflateFormat.FirstLengthSymbol), 5);
        bits.Add((uint)(_distanceCount - 1), 5);
        bits.Add((uint)(headerCount - 4), 4);
        foreach (var symbol in HeaderOrder[..headerCount])
        {
            bits.Add(headerLengths[symbol], 3);
        }

        var code = new HuffmanCode(CodeLengthSymbols, MaxCodeLengthBits);
        code.Build(headerLengths);
        foreach (var (symbol, extra) in _header)
        {
            bits.Add(code.Codes[symbol], headerLengths[symbol]);
            bits.Add((uint)extra, symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 });
        }
    }

    readonly void WriteTokens(byte[] literalLengths, byte[] distanceLengths, ref BitSink bits)
    {
        var literals = new HuffmanCode(literalLengths.Length, DeflateFormat.MaxCodeLength);
        literals.Build(literalLengths);
        var distances = new HuffmanCode(distanceLengths.Length, DeflateFormat.MaxCodeLength);
        distances.Build(distanceLengths);
        foreach (var token in _tokens)
        {
            bits.Add(literals.Codes[token.Symbol], literalLengths[token.Symbol]);
            if (token.Distance > 0)
            {
                var symbol = DeflateFormat.DistanceSymbol(token.Distance);
                bits.Add(
                    (uint)(token.Length - DeflateFormat.LengthBases[token.Symbol - DeflateFormat.FirstLengthSymbol]), DeflateFormat.LengthExtraBits(token.Symbol));
                bits.Add(distances.Codes[symbol], distanceLengths[symbol]);
                bits.Add((uint)(token.Distance - DeflateFormat.DistanceBase(symbol)), DeflateFormat.DistanceExtraBits(symbol));
            }
        }

        bits.Add(literals.Codes[DeflateFormat.EndOfBlock], literalLengths[DeflateFormat.EndOfBlock]);
    }
}
