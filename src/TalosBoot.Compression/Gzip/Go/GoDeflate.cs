namespace TalosBoot.Compression.Gzip.Go;

/// <summary>
/// Finds repetitions as Go's compress/flate does at its best level, 9: chains of up to 4096 places with the same four bytes, a longer match one byte
/// later in place of the first, and blocks of 16,384 tokens.
/// </summary>
internal sealed class GoDeflate
{
    const int MinMatch = 4;
    const int NoMatch = MinMatch - 1;
    const int HashBits = 17;
    const uint HashMultiplier = 0x1E35_A7BD;
    const int LongestChain = 4096;
    const int LongestLazy = 258;
    const int NearDistance = 4096;
    const int TokensOfBlock = 1 << 14;

    readonly byte[] _data;

    // Places plus one: 0 stands for none.
    readonly int[] _heads = new int[1 << HashBits];
    readonly int[] _chain = new int[DeflateFormat.WindowSize];
    readonly List<GoToken> _tokens = new(TokensOfBlock);
    int _blockStart;

    GoDeflate(byte[] data) => _data = data;

    /// <summary>Writes all of some data, with an empty last block, as Go closes its writer.</summary>
    public static void Write(byte[] data, ref BitSink bits)
    {
        new GoDeflate(data).WriteBlocks(ref bits);
        GoDeflateBlock.WriteStored([], isLast: true, ref bits);
    }

    void WriteBlocks(ref BitSink bits)
    {
        var (index, head, match, isPending) = (0, 0, new GoToken(NoMatch, 0), false);
        while (index < _data.Length)
        {
            if (index <= _data.Length - MinMatch)
            {
                head = Insert(index);
            }

            var previous = match;
            match = previous.Length < LongestLazy && _data.Length - index > previous.Length ? Find(index, head - 1) : new GoToken(NoMatch, 0);
            if (previous.Length >= MinMatch && match.Length <= previous.Length)
            {
                _tokens.Add(previous);
                var end = index + previous.Length - 1;
                for (index++; index < end; index++)
                {
                    if (index <= _data.Length - MinMatch)
                    {
                        Insert(index);
                    }
                }

                (match, isPending) = (new GoToken(NoMatch, 0), false);
                WriteBlockIf(_tokens.Count == TokensOfBlock, index, ref bits);
                continue;
            }

            if (isPending)
            {
                _tokens.Add(new GoToken(_data[index - 1], 0));
                WriteBlockIf(_tokens.Count == TokensOfBlock, index, ref bits);
            }

            index++;
            isPending = true;
        }

        if (isPending)
        {
            _tokens.Add(new GoToken(_data[^1], 0));
        }

        WriteBlockIf(_tokens.Count > 0, _data.Length, ref bits);
    }

    void WriteBlockIf(bool isDue, int end, ref BitSink bits)
    {
        if (isDue)
        {
            GoDeflateBlock.Write(_tokens, _data.AsSpan(_blockStart..end), ref bits);
            _blockStart = end;
            _tokens.Clear();
        }
    }

    /// <summary>Notes a place.</summary>
    /// <returns>The last one with the same hash, plus one.</returns>
    int Insert(int index)
    {
        var value = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(_data.AsSpan(index));
        ref var head = ref _heads[(value * HashMultiplier) >> (32 - HashBits)];
        var last = head;
        _chain[index % DeflateFormat.WindowSize] = last;
        head = index + 1;
        return last;
    }

    GoToken Find(int index, int candidate)
    {
        var best = new GoToken(NoMatch, 0);
        var oldest = Math.Max(index - DeflateFormat.WindowSize, 0);
        var limit = Math.Min(DeflateFormat.MaxMatch, _data.Length - index);
        for (var tries = LongestChain; tries > 0 && candidate >= oldest; tries--)
        {
            if (_data[candidate + best.Length] == _data[index + best.Length])
            {
                var length = _data.AsSpan(candidate, limit).CommonPrefixLength(_data.AsSpan(index, limit));
                if (length > best.Length && (length > MinMatch || index - candidate <= NearDistance))
                {
                    best = new GoToken(length, index - candidate);
                    if (length >= limit)
                    {
                        break;
                    }
                }
            }

            // What lies a whole window back has been written over.
            candidate = candidate == index - DeflateFormat.WindowSize ? -1 : _chain[candidate % DeflateFormat.WindowSize] - 1;
        }

        return best;
    }
}
