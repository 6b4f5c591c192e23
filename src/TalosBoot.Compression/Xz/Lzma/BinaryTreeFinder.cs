namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>
/// Keeps positions with equal hashes in trees that are sorted by the bytes there. The newest position is the root, so a search meets near
/// matches first, and rebuilds the tree on its way.
/// </summary>
internal sealed class BinaryTreeFinder(int dictionarySize, int niceLength, int depth) : LzmaMatchFinder(dictionarySize, niceLength)
{
    const int Nowhere = int.MinValue / 2;

    // Two for each position: the roots of what is smaller and what is larger.
    int[] _children = [];
    int _cycle;

    protected override void ResetChains()
    {
        _cycle = Reach + 1;
        if (_children.Length < 2 * _cycle)
        {
            _children = new int[2 * _cycle];
        }
    }

    protected override void Insert(int position, int candidate, int limit) => Search(position, candidate, limit, limit, null);

    protected override void FindLonger(int position, int candidate, int limit, int longest, LzmaMatches matches) =>
        Search(position, candidate, limit, longest, matches);

    void Search(int position, int candidate, int limit, int longest, LzmaMatches? matches)
    {
        var children = _children;
        ReadOnlySpan<byte> data = Data.AsSpan(0, Length);
        var current = data.Slice(position, limit);
        var cyclic = position % _cycle;
        var (smaller, larger) = (2 * cyclic, (2 * cyclic) + 1);
        var (smallerLength, largerLength) = (0, 0);
        for (var left = depth; ; left--)
        {
            var distance = position - candidate;
            if (left == 0 || distance > Reach)
            {
                children[smaller] = Nowhere;
                children[larger] = Nowhere;
                return;
            }

            var slot = cyclic - distance;
            slot = 2 * (slot < 0 ? slot + _cycle : slot);
            var length = Math.Min(smallerLength, largerLength);
            var other = data.Slice(candidate, limit);
            if (other[length] == current[length])
            {
                length = LzmaMatches.CommonLength(data, candidate, position, length + 1, limit);
                if (length > longest && matches is not null)
                {
                    longest = length;
                    matches.Add(length, distance - 1);
                }

                if (length == limit)
                {
                    children[smaller] = children[slot];
                    children[larger] = children[slot + 1];
                    return;
                }
            }

            if (other[length] < current[length])
            {
                children[smaller] = candidate;
                smaller = slot + 1;
                candidate = children[smaller];
                smallerLength = length;
            }
            else
            {
                children[larger] = candidate;
                larger = slot;
                candidate = children[larger];
                largerLength = length;
            }
        }
    }
}
