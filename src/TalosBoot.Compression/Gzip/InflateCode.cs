namespace TalosBoot.Compression.Gzip;

/// <summary>Decodes a prefix code: short codes by a table, long ones bit by bit.</summary>
internal sealed class InflateCode
{
    const int TableBits = 10;
    const int MaxSymbols = 288;

    // Symbol and length of each short code; 0 for the start of a long one.
    readonly ushort[] _table = new ushort[1 << TableBits];
    readonly int[] _counts = new int[DeflateFormat.MaxCodeLength + 1];
    readonly ushort[] _symbols = new ushort[MaxSymbols];
    readonly int[] _offsets = new int[DeflateFormat.MaxCodeLength + 2];

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
                _symbols[_offsets[lengths[symbol]]++] = (ushort)symbol;
            }
        }

        _offsets.AsSpan(1).Clear();
        FillTable();
    }

    /// <summary>The next symbol.</summary>
    /// <param name="input">Has the bits ready.</param>
    public int Decode(InflateInput input)
    {
        var entry = _table[(int)input.Bits & ((1 << TableBits) - 1)];
        if (entry == 0)
        {
            return DecodeLong(input);
        }

        input.Skip(entry & 15);
        return entry >> 4;
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

    void FillTable()
    {
        Array.Clear(_table);
        var (code, index) = (0, 0);
        for (var length = 1; length <= TableBits; length++, code <<= 1)
        {
            for (var count = _counts[length]; count > 0; count--, code++, index++)
            {
                var reversed = Reverse(code, length);
                for (var slot = reversed; slot < _table.Length; slot += 1 << length)
                {
                    _table[slot] = (ushort)((_symbols[index] << 4) | length);
                }
            }
        }
    }

    int DecodeLong(InflateInput input)
    {
        var bits = input.Bits;
        var (code, first, index) = (0, 0, 0);
        for (var length = 1; length <= DeflateFormat.MaxCodeLength; length++, bits >>= 1)
        {
            code |= (int)bits & 1;
            var count = _counts[length];
            if (code - first < count)
            {
                input.Skip(length);
                return _symbols[index + code - first];
            }

            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        // With zeros for bits behind the end, this may be an end that came too early.
        input.Skip(DeflateFormat.MaxCodeLength);
        throw new InvalidDataException("A code has no symbol.");
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
