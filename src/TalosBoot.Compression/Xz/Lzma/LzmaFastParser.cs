namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Takes the match that looks best, unless the next position has a better one.</summary>
internal sealed class LzmaFastParser(LzmaModel model, LzmaMatchFinder finder, int niceLength) : LzmaParser(model, finder)
{
    // A match of two bytes at more than that costs more than two literals.
    const int MaxShortDistance = 128;

    public override LzmaSymbol Next(int position)
    {
        LookUp();
        var limit = Math.Min(LzmaModel.MaxMatch, Length - position);
        if (limit < MinMatch)
        {
            return LzmaSymbol.Literal;
        }

        var (repLength, repIndex) = LongestRep(position, limit, niceLength);
        if (repLength >= niceLength)
        {
            Finder.Skip(repLength - 1);
            return new LzmaSymbol(repLength, repIndex);
        }

        var (length, distance) = BestMatch();
        if (length >= niceLength)
        {
            Finder.Skip(length - 1);
            return LzmaSymbol.Match(length, (uint)distance);
        }

        if (repLength >= MinMatch && IsRepBetter(repLength, length, distance))
        {
            Finder.Skip(repLength - 1);
            return new LzmaSymbol(repLength, repIndex);
        }

        if (length < MinMatch || limit == MinMatch)
        {
            return LzmaSymbol.Literal;
        }

        Finder.Find(Matches);
        if (IsNextBetter(position + 1, length, distance))
        {
            IsLookedUp = true;
            return LzmaSymbol.Literal;
        }

        Finder.Skip(length - 2);
        return LzmaSymbol.Match(length, (uint)distance);
    }

    static bool IsMuchNearer(int near, int far) => near < far >> 7;

    static bool IsRepBetter(int repLength, int length, int distance) =>
        repLength + 1 >= length || (repLength + 2 >= length && distance > 1 << 9) || (repLength + 3 >= length && distance > 1 << 15);

    (int Length, int Distance) BestMatch()
    {
        if (Matches.Count == 0)
        {
            return (0, 0);
        }

        var index = Matches.Count - 1;
        var length = Matches.Longest;
        var distance = Matches.Distances[index];
        while (index > 0 && length == Matches.Lengths[index - 1] + 1 && IsMuchNearer(Matches.Distances[index - 1], distance))
        {
            index--;
            length = Matches.Lengths[index];
            distance = Matches.Distances[index];
        }

        return length == MinMatch && distance >= MaxShortDistance ? (0, 0) : (length, distance);
    }

    bool IsNextBetter(int next, int length, int distance)
    {
        var nextLength = Matches.Longest;
        if (nextLength >= MinMatch)
        {
            var nextDistance = Matches.Distances[Matches.Count - 1];
            if ((nextLength >= length && nextDistance < distance)
                || (nextLength == length + 1 && !IsMuchNearer(distance, nextDistance))
                || nextLength > length + 1
                || (nextLength + 1 >= length && length >= MinMatch + 1 && IsMuchNearer(nextDistance, distance)))
            {
                return true;
            }
        }

        var limit = Math.Min(LzmaModel.MaxMatch, Length - next);
        return limit >= MinMatch && LongestRep(next, limit, niceLength).Length >= Math.Max(MinMatch, length - 1);
    }
}
