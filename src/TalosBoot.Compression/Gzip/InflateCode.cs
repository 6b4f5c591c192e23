namespace TalosBoot.Compression.Gzip;

/// <summary>Decodes a prefix code with a table for its first bits, and further tables for codes that are longer.</summary>
/// <param name="symbols">What each symbol means.</param>
/// <param name="tableBits">How many bits the first table is for.</param>
/// <param name="size">The most entries that all tables of a code have, as zlib's program "enough" tells.</param>
internal sealed class InflateCode(InflateEntry[] symbols, int tableBits, int size)
{
    readonly InflateEntry[] _table = new InflateEntry[size];
    readonly int[] _counts = new int[DeflateFormat.MaxCodeLength + 1];
    readonly ushort[] _sorted = new ushort[symbols.Length];
    readonly int[] _offsets = new int[DeflateFormat.MaxCodeLength + 2];

    /// <summary>A code of bytes and lengths.</summary>
    public static InflateCode ForLiterals() => new(Literals, 11, 2342);

    /// <summary>A code of distances.</summary>
    public static InflateCode ForDistances() => new(Distances, 8, 402);

    /// <summary>A code of the lengths of codes.</summary>
    public static InflateCode ForCodeLengths() => new(CodeLengths, 7, 128);

    static InflateEntry[] Literals { get; } =
    [
        .. Enumerable.Range(0, DeflateFormat.EndOfBlock).Select(InflateEntry.Literal),
        InflateEntry.Other(DeflateFormat.EndOfBlock),
        .. Enumerable.Range(DeflateFormat.FirstLengthSymbol, DeflateFormat.LengthBases.Length).Select(symbol =>
            InflateEntry.Base(DeflateFormat.LengthBases[symbol - DeflateFormat.FirstLengthSymbol], DeflateFormat.LengthExtraBits(symbol))),
        InflateEntry.Other(DeflateFormat.LiteralSymbols),
        InflateEntry.Other(DeflateFormat.LiteralSymbols + 1),
    ];

    static InflateEntry[] Distances { get; } =
    [
        .. Enumerable.Range(0, DeflateFormat.DistanceSymbols).Select(symbol =>
            InflateEntry.Base(DeflateFormat.DistanceBase(symbol), DeflateFormat.DistanceExtraBits(symbol))),
        InflateEntry.Other(DeflateFormat.DistanceSymbols),
        InflateEntry.Other(DeflateFormat.DistanceSymbols + 1),
    ];

    static InflateEntry[] CodeLengths { get; } = [.. Enumerable.Range(0, DeflateFormat.CodeLengthSymbols).Select(InflateEntry.Literal)];

    /// <summary>Makes the code from its lengths.</summary>
    /// <param name="lengths">The length of each symbol's code.</param>
    /// <exception cref="InvalidDataException">They are those of no prefix code.</exception>
    public void Build(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_counts);
        foreach (var length in lengths)
        {
            _counts[length]++;
        }

        _counts[0] = 0;
        CheckCounts();
        for (var length = 1; length <= DeflateFormat.MaxCodeLength; length++)
        {
            _offsets[length + 1] = _offsets[length] + _counts[length];
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            if (lengths[symbol] != 0)
            {
                _sorted[_offsets[lengths[symbol]]++] = (ushort)symbol;
            }
        }

        _offsets.AsSpan(1).Clear();
        FillTables();
    }

    /// <summary>What the next bits mean.</summary>
    /// <param name="bits">The bits, lowest first: as many as the longest code has.</param>
    public InflateEntry Find(ulong bits)
    {
        var entry = _table[(int)bits & ((1 << tableBits) - 1)];
        return entry.IsTable ? _table[entry.Value + ((int)(bits >> tableBits) & ((1 << entry.ExtraBits) - 1))] : entry;
    }

    // A code may leave room only when it has at most one symbol.
    void CheckCounts()
    {
        var (room, total) = (1, 0);
        for (var length = 1; length <= DeflateFormat.MaxCodeLength; length++)
        {
            room = (room << 1) - _counts[length];
            total += _counts[length];
            if (room < 0)
            {
                throw new InvalidDataException("The lengths of a prefix code are too short.");
            }
        }

        if (room > 0 && (total > 1 || (total == 1 && _counts[1] == 0)))
        {
            throw new InvalidDataException("The lengths of a prefix code are too long.");
        }
    }

    void FillTables()
    {
        Array.Clear(_table);
        var (code, index, end) = (0, 0, 1 << tableBits);
        for (var length = 1; length <= DeflateFormat.MaxCodeLength; length++, code <<= 1)
        {
            for (var left = _counts[length]; left > 0; left--, code++, index++)
            {
                var reversed = Reverse(code, length);
                var entry = symbols[_sorted[index]].WithCodeLength(length);
                if (length <= tableBits)
                {
                    Fill(0, end: 1 << tableBits, reversed, length, entry);
                    continue;
                }

                ref var first = ref _table[reversed & ((1 << tableBits) - 1)];
                if (!first.IsTable)
                {
                    var bits = BitsBehind(length, left);
                    first = InflateEntry.Table(end, bits);
                    end += 1 << bits;
                }

                Fill(first.Value, first.Value + (1 << first.ExtraBits), reversed >> tableBits, length - tableBits, entry);
            }
        }
    }

    void Fill(int start, int end, int code, int length, InflateEntry entry)
    {
        for (var slot = start + code; slot < end; slot += 1 << length)
        {
            _table[slot] = entry;
        }
    }

    // How many bits a further table is for that begins with a code: codes follow each other, so it is full when those of all lengths up to one fill it.
    int BitsBehind(int length, int left)
    {
        var room = (1 << (length - tableBits)) - left;
        while (room > 0 && length < DeflateFormat.MaxCodeLength)
        {
            length++;
            room = (room << 1) - _counts[length];
        }

        return length - tableBits;
    }

    static int Reverse(int code, int length)
    {
        var result = 0;
        for (; length > 0; length--, code >>= 1)
        {
            result = (result << 1) | (code & 1);
        }

        return result;
    }
}
