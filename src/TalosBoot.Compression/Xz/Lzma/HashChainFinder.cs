namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Keeps positions with equal hashes in lists.</summary>
internal sealed class HashChainFinder(int dictionarySize, int niceLength, int depth) : LzmaMatchFinder(dictionarySize, niceLength)
{
    int[] _previous = [];
    int _mask;

    protected override void ResetChains()
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Reach + 1);
        if (_previous.Length < size)
        {
            _previous = new int[size];
        }

        _mask = size - 1;
    }

    protected override void Insert(int position, int candidate, int limit) => _previous[position & _mask] = candidate;

    protected override void FindLonger(int position, int candidate, int limit, int longest, LzmaMatches matches)
    {
        _previous[position & _mask] = candidate;
        var data = Data;
        for (var left = depth; left > 0 && position - candidate <= Reach; left--, candidate = _previous[candidate & _mask])
        {
            if (data[candidate + longest] != data[position + longest] || data[candidate] != data[position])
            {
                continue;
            }

            var length = LzmaMatches.CommonLength(data, candidate, position, 0, limit);
            if (length > longest)
            {
                longest = length;
                matches.Add(length, position - candidate - 1);
                if (length == limit)
                {
                    return;
                }
            }
        }
    }
}
