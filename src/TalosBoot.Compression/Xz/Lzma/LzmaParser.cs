namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Decides which symbols stand for the bytes.</summary>
internal abstract class LzmaParser(LzmaModel model, LzmaMatchFinder finder)
{
    protected const int MinMatch = LzmaModel.MinMatch;

    /// <summary>The matches at the position that the finder left last.</summary>
    protected LzmaMatches Matches { get; } = new();

    protected LzmaModel Model => model;

    protected LzmaMatchFinder Finder => finder;

    protected byte[] Data { get; private set; } = [];

    protected int Length { get; private set; }

    /// <summary>Whether the finder already looked at the position that is decided next.</summary>
    protected bool IsLookedUp { get; set; }

    public virtual void Reset(byte[] data, int length)
    {
        (Data, Length, IsLookedUp) = (data, length, false);
        finder.Reset(data, length);
    }

    /// <summary>Tells that the model was reset, so that what was decided about the next bytes may be wrong.</summary>
    public virtual void Forget()
    {
    }

    /// <summary>The next symbol, given that all before it were encoded.</summary>
    public abstract LzmaSymbol Next(int position);

    /// <summary>Makes sure that <see cref="Matches"/> are those of a position.</summary>
    protected void LookUp()
    {
        if (!IsLookedUp)
        {
            finder.Find(Matches);
        }

        IsLookedUp = false;
    }

    /// <summary>How long a match at the last distances would be, for the best of them.</summary>
    protected (int Length, int Index) LongestRep(int position, int limit)
    {
        var best = (Length: 0, Index: 0);
        for (var index = 0; index < LzmaSymbol.RepCount; index++)
        {
            var length = RepLength(position, Rep(index), limit);
            if (length > best.Length)
            {
                best = (length, index);
            }
        }

        return best;
    }

    protected int RepLength(int position, uint rep, int limit)
    {
        var candidate = position - (int)rep - 1;
        return candidate < 0 || Data[candidate] != Data[position] ? 0 : LzmaMatches.CommonLength(Data, candidate, position, 1, limit);
    }

    protected uint Rep(int index) => index switch
    {
        0 => model.Rep0,
        1 => model.Rep1,
        2 => model.Rep2,
        _ => model.Rep3,
    };

    /// <summary>The longest match, which the finder may have cut at its nice length.</summary>
    protected int ExtendLongest(int position, int limit)
    {
        if (Matches.Count == 0)
        {
            return 0;
        }

        var last = Matches.Count - 1;
        return LzmaMatches.CommonLength(Data, position - Matches.Distances[last] - 1, position, Matches.Lengths[last], limit);
    }
}
