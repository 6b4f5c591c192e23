namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>The cheapest ways to each of the next positions, as far as they are known.</summary>
internal sealed class LzmaPaths
{
    /// <summary>No way leads further than to the last of so many nodes.</summary>
    public const int NodeCount = 4096;

    readonly ParseNode[] _nodes = new ParseNode[NodeCount];

    /// <summary>The last node that a way leads to.</summary>
    public int End { get; private set; }

    public ref ParseNode this[int index] => ref _nodes[index];

    /// <summary>Starts over, where the model is now.</summary>
    public void Start(LzmaModel model)
    {
        ref var start = ref _nodes[0];
        start.Price = 0;
        start.State = model.State;
        (start.Rep0, start.Rep1, start.Rep2, start.Rep3) = (model.Rep0, model.Rep1, model.Rep2, model.Rep3);
        End = 0;
    }

    /// <summary>Makes nodes up to one part of the ways.</summary>
    public void Reach(int target)
    {
        while (End < target)
        {
            _nodes[++End].Price = BitPrices.Infinity;
        }
    }

    /// <summary>Offers a step. The first of equally cheap ones is kept.</summary>
    /// <returns>Whether it is the cheapest so far.</returns>
    public bool Offer(int from, LzmaSymbol symbol, uint price)
    {
        ref var node = ref _nodes[from + symbol.Length];
        if (price >= node.Price)
        {
            return false;
        }

        Set(ref node, from, symbol, ParseTail.None, price);
        return true;
    }

    /// <summary>Offers a match of one byte. Of equally cheap steps, it is kept.</summary>
    /// <returns>Whether it is the cheapest so far.</returns>
    public bool OfferShortRep(int from, uint price)
    {
        ref var node = ref _nodes[from + 1];
        if (price > node.Price)
        {
            return false;
        }

        Set(ref node, from, LzmaSymbol.ShortRep, ParseTail.None, price);
        return true;
    }

    /// <summary>Offers a step of several symbols.</summary>
    public void OfferJoined(int from, LzmaSymbol first, ParseTail tail, int target, uint price)
    {
        Reach(target);
        ref var node = ref _nodes[target];
        if (price < node.Price)
        {
            Set(ref node, from, first, tail, price);
        }
    }

    /// <summary>Works out the model's state at a node, once its step is final.</summary>
    public void Resolve(int index)
    {
        ref var node = ref _nodes[index];
        ref var previous = ref _nodes[node.Previous];
        var (rep0, rep1, rep2, rep3) = (previous.Rep0, previous.Rep1, previous.Rep2, previous.Rep3);
        var symbol = node.Symbol;
        if (!symbol.IsLiteral)
        {
            (rep0, rep1, rep2, rep3) = symbol.Back switch
            {
                0 => (rep0, rep1, rep2, rep3),
                1 => (rep1, rep0, rep2, rep3),
                2 => (rep2, rep0, rep1, rep3),
                3 => (rep3, rep0, rep1, rep2),
                _ => (symbol.Distance, rep0, rep1, rep2),
            };
        }

        var state = LzmaModel.After(previous.State, symbol);
        node.State = node.Tail switch
        {
            ParseTail.Repeat => LzmaModel.AfterRep(state),
            ParseTail.LiteralAndRepeat => LzmaModel.AfterRep(LzmaModel.AfterLiteral(state)),
            _ => state,
        };
        (node.Rep0, node.Rep1, node.Rep2, node.Rep3) = (rep0, rep1, rep2, rep3);
    }

    /// <summary>Takes the symbols of the way to a node, from the last to the first.</summary>
    /// <returns>How many there are.</returns>
    public int Unwind(int last, Span<LzmaSymbol> symbols)
    {
        var count = 0;
        for (var index = last; index > 0;)
        {
            ref var node = ref _nodes[index];
            if (node.Tail != ParseTail.None)
            {
                var hasLiteral = node.Tail == ParseTail.LiteralAndRepeat;
                symbols[count++] = new LzmaSymbol(index - node.Previous - node.Symbol.Length - (hasLiteral ? 1 : 0), 0);
                if (hasLiteral)
                {
                    symbols[count++] = LzmaSymbol.Literal;
                }
            }

            symbols[count++] = node.Symbol;
            index = node.Previous;
        }

        return count;
    }

    static void Set(ref ParseNode node, int from, LzmaSymbol symbol, ParseTail tail, uint price) =>
        (node.Price, node.Previous, node.Symbol, node.Tail) = (price, from, symbol, tail);
}
