namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Weighs all ways through the next bytes by what they cost with the chances of now, and takes the cheapest.</summary>
internal sealed class LzmaOptimalParser(LzmaModel model, LzmaMatchFinder finder, int niceLength) : LzmaParser(model, finder)
{
    const int MaxNodes = 4096;
    const int MaxStep = (2 * LzmaModel.MaxMatch) + 1;

    readonly LzmaPrices _prices = new(model);
    readonly ParseNode[] _nodes = new ParseNode[MaxNodes + MaxStep + 1];
    readonly LzmaSymbol[] _symbols = new LzmaSymbol[MaxNodes + MaxStep + 1];
    int _symbolCount;
    int _end;
    int _sinceParse;

    public override void Reset(byte[] data, int length)
    {
        base.Reset(data, length);
        _symbolCount = 0;
        _sinceParse = 0;
        _prices.Expire();
    }

    public override void Forget()
    {
        _symbolCount = 0;
        _prices.Expire();
    }

    public override LzmaSymbol Next(int position)
    {
        if (_symbolCount == 0)
        {
            // Decisions were forgotten, and the finder is ahead.
            if (Finder.Position - (IsLookedUp ? 1 : 0) > position)
            {
                return LzmaSymbol.Literal;
            }

            _prices.Age(_sinceParse);
            _sinceParse = 0;
            Parse(position);
        }

        var symbol = _symbols[--_symbolCount];
        _sinceParse += symbol.IsLiteral ? 0 : 1;
        return symbol;
    }

    void Parse(int position)
    {
        LookUp();
        var limit = Math.Min(LzmaModel.MaxMatch, Length - position);
        if (limit < MinMatch || TakeLong(position, limit))
        {
            if (_symbolCount == 0)
            {
                Push(LzmaSymbol.Literal);
            }

            return;
        }

        ref var start = ref _nodes[0];
        start.Price = 0;
        start.State = Model.State;
        (start.Rep0, start.Rep1, start.Rep2, start.Rep3) = (Model.Rep0, Model.Rep1, Model.Rep2, Model.Rep3);
        _end = 0;
        Extend(position, 0);
        var current = 1;
        for (; current < _end && current < MaxNodes; current++)
        {
            Resolve(ref _nodes[current]);
            Finder.Find(Matches);
            if (Matches.Longest >= niceLength)
            {
                IsLookedUp = true;
                break;
            }

            Extend(position + current, current);
        }

        Backtrack(current);
    }

    // Where a match is long enough, nothing is weighed.
    bool TakeLong(int position, int limit)
    {
        var (repLength, repIndex) = LongestRep(position, limit);
        if (repLength >= niceLength)
        {
            Finder.Skip(repLength - 1);
            Push(new LzmaSymbol(repLength, repIndex));
            return true;
        }

        if (Matches.Longest < niceLength)
        {
            return false;
        }

        var length = ExtendLongest(position, limit);
        Finder.Skip(length - 1);
        Push(LzmaSymbol.Match(length, (uint)Matches.Distances[Matches.Count - 1]));
        return true;
    }

    void Push(LzmaSymbol symbol) => _symbols[_symbolCount++] = symbol;

    // From the last node to the first, so that the first symbol is on top.
    void Backtrack(int current)
    {
        while (current > 0)
        {
            ref var node = ref _nodes[current];
            if (node.HasTail)
            {
                Push(new LzmaSymbol(current - node.Previous - node.Symbol.Length - 1, 0));
                Push(LzmaSymbol.Literal);
            }

            Push(node.Symbol);
            current = node.Previous;
        }
    }

    void Resolve(ref ParseNode node)
    {
        ref var previous = ref _nodes[node.Previous];
        var (rep0, rep1, rep2, rep3) = (previous.Rep0, previous.Rep1, previous.Rep2, previous.Rep3);
        var symbol = node.Symbol;
        var state = StateAfter(previous.State, symbol);
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

        node.State = node.HasTail ? LzmaModel.AfterRep(LzmaModel.AfterLiteral(state)) : state;
        (node.Rep0, node.Rep1, node.Rep2, node.Rep3) = (rep0, rep1, rep2, rep3);
    }

    static int StateAfter(int state, LzmaSymbol symbol) =>
        symbol.IsLiteral ? LzmaModel.AfterLiteral(state)
        : !symbol.IsRep ? LzmaModel.AfterMatch(state)
        : symbol.Length == 1 ? LzmaModel.AfterShortRep(state)
        : LzmaModel.AfterRep(state);

    // All steps from a node.
    void Extend(int position, int current)
    {
        ref var node = ref _nodes[current];
        var state = node.State;
        var positionState = position & Model.PositionMask;
        var value = Data[position];
        var match = position > (int)node.Rep0 ? Data[position - (int)node.Rep0 - 1] : (byte)0;
        var limit = Math.Min(LzmaModel.MaxMatch, Length - position);

        ref var isMatch = ref Model.IsMatch[(state << 4) + positionState];
        var literalPrice = node.Price + BitPrices.Of0(isMatch)
            + _prices.Literal(position, position > 0 ? Data[position - 1] : (byte)0, value, state, match);
        var matchPrice = node.Price + BitPrices.Of1(isMatch);
        var repPrice = matchPrice + BitPrices.Of1(Model.IsRep[state]);
        Offer(current, LzmaSymbol.Literal, literalPrice);
        if (match == value && position > (int)node.Rep0)
        {
            Offer(current, new LzmaSymbol(1, 0), repPrice + _prices.ShortRep(state, positionState));
        }

        if (limit < MinMatch)
        {
            return;
        }

        var covered = OfferReps(current, position, repPrice, limit);
        OfferMatches(current, position, matchPrice + BitPrices.Of0(Model.IsRep[state]), covered + 1, limit);
    }

    // Gives the length that a match at the last distance covers, at least one.
    int OfferReps(int current, int position, uint repPrice, int limit)
    {
        ref var node = ref _nodes[current];
        var state = node.State;
        var positionState = position & Model.PositionMask;
        var lengthPrices = _prices.RepLengths(positionState);
        var covered = 1;
        for (var index = 0; index < LzmaSymbol.RepCount; index++)
        {
            var rep = index switch
            {
                0 => node.Rep0,
                1 => node.Rep1,
                2 => node.Rep2,
                _ => node.Rep3,
            };
            var longest = RepLength(position, rep, limit);
            if (longest < MinMatch)
            {
                continue;
            }

            var price = repPrice + _prices.Rep(index, state, positionState);
            for (var length = MinMatch; length <= longest; length++)
            {
                Offer(current, new LzmaSymbol(length, index), price + lengthPrices[length]);
            }

            OfferTail(current, position, new LzmaSymbol(longest, index), rep, price + lengthPrices[longest]);
            covered = index == 0 ? longest : covered;
        }

        return covered;
    }

    void OfferMatches(int current, int position, uint price, int length, int limit)
    {
        length = Math.Max(length, MinMatch);
        var lengthPrices = _prices.MatchLengths(position & Model.PositionMask);
        for (var index = 0; index < Matches.Count; index++)
        {
            var longest = Math.Min(Matches.Lengths[index], limit);
            if (length > longest)
            {
                continue;
            }

            var distance = (uint)Matches.Distances[index];
            for (; length <= longest; length++)
            {
                Offer(current, LzmaSymbol.Match(length, distance), price + lengthPrices[length] + _prices.Distance(distance, length));
            }

            var matchPrice = price + lengthPrices[longest] + _prices.Distance(distance, longest);
            OfferTail(current, position, LzmaSymbol.Match(longest, distance), distance, matchPrice);
        }
    }

    void Offer(int current, LzmaSymbol symbol, uint price)
    {
        var target = current + symbol.Length;
        Reach(target);
        ref var node = ref _nodes[target];
        if (price < node.Price)
        {
            node.Price = price;
            node.Previous = current;
            node.Symbol = symbol;
            node.HasTail = false;
        }
    }

    void Reach(int target)
    {
        while (_end < target)
        {
            _nodes[++_end].Price = BitPrices.Infinity;
        }
    }

    // Behind a symbol, a byte may differ where the same distance goes on to match after it.
    void OfferTail(int current, int position, LzmaSymbol first, uint rep, uint price)
    {
        var literal = position + first.Length;
        var limit = Math.Min(niceLength, Length - literal - 1);
        if (limit < MinMatch)
        {
            return;
        }

        var length = RepLength(literal + 1, rep, limit);
        if (length < MinMatch)
        {
            return;
        }

        var state = StateAfter(_nodes[current].State, first);
        var positionState = literal & Model.PositionMask;
        price += BitPrices.Of0(Model.IsMatch[(state << 4) + positionState])
            + _prices.Literal(literal, Data[literal - 1], Data[literal], state, Data[literal - (int)rep - 1]);
        price += RepPrice(LzmaModel.AfterLiteral(state), literal + 1, length);
        var target = current + first.Length + 1 + length;
        Reach(target);
        ref var node = ref _nodes[target];
        if (price < node.Price)
        {
            node.Price = price;
            node.Previous = current;
            node.Symbol = first;
            node.HasTail = true;
        }
    }

    uint RepPrice(int state, int position, int length)
    {
        var positionState = position & Model.PositionMask;
        return BitPrices.Of1(Model.IsMatch[(state << 4) + positionState]) + BitPrices.Of1(Model.IsRep[state])
            + _prices.Rep(0, state, positionState) + _prices.RepLengths(positionState)[length];
    }
}
