namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>
/// Weighs ways through the next bytes by what they cost with the chances of now, and takes the cheapest. Which ways are tried, and which of equally cheap
/// ones is taken, is as in liblzma, so that its bytes come out.
/// </summary>
internal sealed class LzmaOptimalParser(LzmaModel model, LzmaMatchFinder finder, int niceLength) : LzmaParser(model, finder)
{
    readonly LzmaPrices _prices = new(model, niceLength);
    readonly LzmaPaths _paths = new();
    readonly LzmaSymbol[] _symbols = new LzmaSymbol[LzmaPaths.NodeCount];
    int _symbolCount;

    public override void Reset(byte[] data, int length)
    {
        base.Reset(data, length);
        _symbolCount = 0;
        _prices.Reset();
    }

    public override void Forget()
    {
        base.Forget();
        _symbolCount = 0;
        _prices.Reset();
    }

    public override LzmaSymbol Next(int position)
    {
        if (_symbolCount == 0)
        {
            if (!IsLookedUp)
            {
                _prices.Refresh();
            }

            Parse(position);
        }

        var symbol = _symbols[--_symbolCount];
        _prices.Count(symbol, position & Model.PositionMask);
        return symbol;
    }

    void Parse(int position)
    {
        LookUp();
        var limit = Math.Min(LzmaModel.MaxMatch, Length - position);
        if (limit < MinMatch)
        {
            Push(LzmaSymbol.Literal);
            return;
        }

        var (repLength, repIndex) = LongestRep(position, limit, int.MaxValue);
        if (repLength >= niceLength)
        {
            Take(new LzmaSymbol(repLength, repIndex));
        }
        else if (Matches.Longest >= niceLength)
        {
            Take(LzmaSymbol.Match(Matches.Longest, (uint)Matches.Distances[Matches.Count - 1]));
        }
        else if (Begin(position, repLength))
        {
            var current = 1;
            for (; current < _paths.End; current++)
            {
                Finder.Find(Matches);
                if (Matches.Longest >= niceLength)
                {
                    IsLookedUp = true;
                    break;
                }

                _paths.Resolve(current);
                Extend(position + current, current);
            }

            _symbolCount = _paths.Unwind(current, _symbols);
        }
    }

    // What is long enough is not weighed.
    void Take(LzmaSymbol symbol)
    {
        Finder.Skip(symbol.Length - 1);
        Push(symbol);
    }

    void Push(LzmaSymbol symbol) => _symbols[_symbolCount++] = symbol;

    // The steps from the first node. Gives whether there is more than one byte to decide.
    bool Begin(int position, int longestRep)
    {
        var value = Data[position];
        var match = MatchByte(position, Model.Rep0);
        var longest = Math.Max(Matches.Longest, longestRep);
        if (longest < MinMatch && match != value)
        {
            Push(LzmaSymbol.Literal);
            return false;
        }

        _paths.Start(Model);
        _paths.Reach(Math.Max(longest, 1));
        var state = Model.State;
        var positionState = position & Model.PositionMask;
        var isMatch = Model.IsMatch[(state << 4) + positionState];
        _paths.Offer(0, LzmaSymbol.Literal, BitPrices.Of0(isMatch) + LiteralPrice(position, state, (byte)match));
        var matchPrice = BitPrices.Of1(isMatch);
        var repPrice = matchPrice + BitPrices.Of1(Model.IsRep[state]);
        if (match == value)
        {
            _paths.Offer(0, LzmaSymbol.ShortRep, repPrice + _prices.ShortRep(state, positionState));
        }

        if (longest < MinMatch)
        {
            Push(_paths[1].Symbol);
            return false;
        }

        var limit = Math.Min(LzmaModel.MaxMatch, Length - position);
        for (var index = 0; index < LzmaSymbol.RepCount; index++)
        {
            OfferRep(0, positionState, index, RepLength(position, Rep(index), limit), repPrice + _prices.Rep(index, state, positionState));
        }

        var first = Math.Max(RepLength(position, Model.Rep0, limit), 1) + 1;
        var price = matchPrice + BitPrices.Of0(Model.IsRep[state]);
        for (var index = 0; index < Matches.Count; index++)
        {
            first = OfferMatch(0, positionState, (uint)Matches.Distances[index], first, Matches.Lengths[index], price);
        }

        return true;
    }

    // All steps from another node.
    void Extend(int position, int current)
    {
        ref var node = ref _paths[current];
        var state = node.State;
        var positionState = position & Model.PositionMask;
        var value = Data[position];
        var match = MatchByte(position, node.Rep0);
        var isMatch = Model.IsMatch[(state << 4) + positionState];
        var literalPrice = node.Price + BitPrices.Of0(isMatch) + LiteralPrice(position, state, (byte)match);
        var isNextNew = _paths.Offer(current, LzmaSymbol.Literal, literalPrice);
        var matchPrice = node.Price + BitPrices.Of1(isMatch);
        var repPrice = matchPrice + BitPrices.Of1(Model.IsRep[state]);
        if (match == value && (isNextNew || !_paths[current + 1].EndsWithRepeat))
        {
            isNextNew |= _paths.OfferShortRep(current, repPrice + _prices.ShortRep(state, positionState));
        }

        var available = Math.Min(Length - position, LzmaPaths.NodeCount - 1 - current);
        if (available < MinMatch)
        {
            return;
        }

        if (!isNextNew && match != value)
        {
            OfferLiteralAndRepeat(position, current, available, literalPrice);
        }

        var first = ExtendReps(position, current, available, repPrice) + 1;
        ExtendMatches(position, current, available, matchPrice + BitPrices.Of0(Model.IsRep[state]), first);
    }

    // Gives the length that a match at the last distance covers, at least one.
    int ExtendReps(int position, int current, int available, uint price)
    {
        ref var node = ref _paths[current];
        var positionState = position & Model.PositionMask;
        var limit = Math.Min(available, niceLength);
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
            var length = RepLength(position, rep, limit);
            if (length < MinMatch)
            {
                continue;
            }

            _paths.Reach(current + length);
            var repPrice = OfferRep(current, positionState, index, length, price + _prices.Rep(index, node.State, positionState));
            OfferTail(position, current, available, new LzmaSymbol(length, index), rep, repPrice);
            covered = index == 0 ? length : covered;
        }

        return covered;
    }

    void ExtendMatches(int position, int current, int available, uint price, int first)
    {
        var limit = Math.Min(available, niceLength);
        var longest = Math.Min(Matches.Longest, limit);
        if (longest < first)
        {
            return;
        }

        _paths.Reach(current + longest);
        var positionState = position & Model.PositionMask;
        for (var index = 0; index < Matches.Count && first <= longest; index++)
        {
            var length = Math.Min(Matches.Lengths[index], longest);
            if (length < first)
            {
                continue;
            }

            var distance = (uint)Matches.Distances[index];
            first = OfferMatch(current, positionState, distance, first, length, price);
            var matchPrice = price + _prices.MatchLengths.Of(positionState)[length] + _prices.Distance(distance, length);
            OfferTail(position, current, available, LzmaSymbol.Match(length, distance), distance, matchPrice);
        }
    }

    // Offers all lengths, and gives the price of the longest.
    uint OfferRep(int current, int positionState, int index, int longest, uint price)
    {
        var lengthPrices = _prices.RepLengths.Of(positionState);
        for (var length = MinMatch; length <= longest; length++)
        {
            _paths.Offer(current, new LzmaSymbol(length, index), price + lengthPrices[length]);
        }

        return price + lengthPrices[longest];
    }

    // Offers lengths from the first to the longest, and gives the one behind them.
    int OfferMatch(int current, int positionState, uint distance, int first, int longest, uint price)
    {
        var lengthPrices = _prices.MatchLengths.Of(positionState);
        for (; first <= longest; first++)
        {
            _paths.Offer(current, LzmaSymbol.Match(first, distance), price + lengthPrices[first] + _prices.Distance(distance, first));
        }

        return first;
    }

    // A byte may differ from that at the last distance, which goes on to match behind it.
    void OfferLiteralAndRepeat(int position, int current, int available, uint literalPrice)
    {
        var length = RepeatLength(position + 1, _paths[current].Rep0, available - 1);
        if (length >= MinMatch)
        {
            var price = literalPrice + RepeatPrice(LzmaModel.AfterLiteral(_paths[current].State), position + 1, length);
            _paths.OfferJoined(current, LzmaSymbol.Literal, ParseTail.Repeat, current + 1 + length, price);
        }
    }

    // Behind a match, too.
    void OfferTail(int position, int current, int available, LzmaSymbol first, uint rep, uint price)
    {
        var literal = position + first.Length;
        var length = RepeatLength(literal + 1, rep, available - first.Length - 1);
        if (length < MinMatch)
        {
            return;
        }

        var state = LzmaModel.After(_paths[current].State, first);
        price += BitPrices.Of0(Model.IsMatch[(state << 4) + (literal & Model.PositionMask)])
            + LiteralPrice(literal, state, Data[literal - (int)rep - 1])
            + RepeatPrice(LzmaModel.AfterLiteral(state), literal + 1, length);
        _paths.OfferJoined(current, first, ParseTail.LiteralAndRepeat, current + first.Length + 1 + length, price);
    }

    int RepeatLength(int position, uint rep, int available) =>
        available < MinMatch ? 0 : RepLength(position, rep, Math.Min(available, niceLength));

    // The byte at the last distance; -1 before the first byte.
    int MatchByte(int position, uint rep) => position > (int)rep ? Data[position - (int)rep - 1] : -1;

    uint LiteralPrice(int position, int state, byte match) =>
        _prices.Literal(position, position > 0 ? Data[position - 1] : (byte)0, Data[position], state, match);

    uint RepeatPrice(int state, int position, int length)
    {
        var positionState = position & Model.PositionMask;
        return BitPrices.Of1(Model.IsMatch[(state << 4) + positionState]) + BitPrices.Of1(Model.IsRep[state])
            + _prices.Rep(0, state, positionState) + _prices.RepLengths.Of(positionState)[length];
    }
}
