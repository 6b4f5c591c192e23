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

    /// <summary>How many bytes behind a position were looked at or decided already.</summary>
    public int LookedAhead(int position) => finder.Position - position;

    /// <summary>Tells that the model was reset, and that encoding goes on where nothing was looked at yet.</summary>
    public virtual void Forget() => IsLookedUp = false;

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
    /// <param name="position">Where it would be.</param>
    /// <param name="limit">The longest possible match.</param>
    /// <param name="enough">The first match of that length is taken, even if a longer one follows.</param>
    protected (int Length, int Index) LongestRep(int position, int limit, int enough)
    {
        var best = (Length: 0, Index: 0);
        for (var index = 0; index < LzmaSymbol.RepCount && best.Length < enough; index++)
        {
            var length = RepLength(position, Rep(index), limit);
            if (length > best.Length)
            {
                best = (length, index);
            }
        }

        return best;
    }

    /// <summary>How long a match at a distance would be: zero, or at least two.</summary>
    protected int RepLength(int position, uint rep, int limit)
    {
        var candidate = position - (int)rep - 1;
        return candidate < 0 || Data[candidate] != Data[position] || Data[candidate + 1] != Data[position + 1]
            ? 0
            : LzmaMatches.CommonLength(Data, candidate, position, MinMatch, limit);
    }

    protected uint Rep(int index) => index switch
    {
        0 => model.Rep0,
        1 => model.Rep1,
        2 => model.Rep2,
        _ => model.Rep3,
    };
}
