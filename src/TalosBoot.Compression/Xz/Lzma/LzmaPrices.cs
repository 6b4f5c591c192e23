namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>What symbols cost, from tables that follow the model at some distance: the distance that liblzma keeps.</summary>
/// <param name="model">The model.</param>
/// <param name="niceLength">No longer match is priced.</param>
internal sealed class LzmaPrices(LzmaModel model, int niceLength)
{
    // After so many matches, and matches with aligned distances, the tables of distances are made anew.
    const int DistanceInterval = 128;
    const int AlignInterval = 1 << LzmaModel.AlignBits;
    const int SlotCount = 1 << LzmaModel.SlotBits;

    readonly uint[] _slots = new uint[LzmaModel.LengthStates * SlotCount];
    readonly uint[] _nearDistances = new uint[LzmaModel.LengthStates * LzmaModel.FullDistances];
    readonly uint[] _align = new uint[1 << LzmaModel.AlignBits];
    int _matches;
    int _alignedMatches;

    /// <summary>Prices of the lengths of matches.</summary>
    public LzmaLengthPrices MatchLengths { get; } = new(model.MatchLengths, niceLength);

    /// <summary>Prices of the lengths of repeated matches.</summary>
    public LzmaLengthPrices RepLengths { get; } = new(model.RepLengths, niceLength);

    public uint Distance(uint distance, int length)
    {
        var state = LzmaModel.LengthState(length);
        return distance < LzmaModel.FullDistances
            ? _nearDistances[(state * LzmaModel.FullDistances) + (int)distance]
            : _slots[(state * SlotCount) + LzmaDistance.Slot(distance)] + _align[(int)distance & ((1 << LzmaModel.AlignBits) - 1)];
    }

    /// <summary>What it costs to name one of the last distances, behind the bit that tells that it is one of them.</summary>
    public uint Rep(int index, int state, int positionState) => index switch
    {
        0 => BitPrices.Of0(model.IsRep0[state]) + BitPrices.Of1(model.IsRep0Long[(state << 4) + positionState]),
        1 => BitPrices.Of1(model.IsRep0[state]) + BitPrices.Of0(model.IsRep1[state]),
        _ => BitPrices.Of1(model.IsRep0[state]) + BitPrices.Of1(model.IsRep1[state]) + BitPrices.Of(model.IsRep2[state], (uint)index - 2),
    };

    public uint ShortRep(int state, int positionState) =>
        BitPrices.Of0(model.IsRep0[state]) + BitPrices.Of0(model.IsRep0Long[(state << 4) + positionState]);

    /// <summary>What a literal costs, behind the bit that tells that it is one.</summary>
    public uint Literal(int position, byte previous, byte value, int state, byte match)
    {
        var chances = model.Literals.AsSpan(model.LiteralTable(position, previous), LzmaModel.LiteralSize);
        var price = 0u;
        var symbol = value | 0x100u;
        if (LzmaModel.IsLiteralState(state))
        {
            for (; symbol != 1; symbol >>= 1)
            {
                price += BitPrices.Of(chances[(int)(symbol >> 1)], symbol & 1);
            }

            return price;
        }

        var offset = 0x100u;
        uint matchBits = match;
        for (var shift = 7; shift >= 0; shift--)
        {
            matchBits <<= 1;
            var matchBit = matchBits & offset;
            var bit = (symbol >> shift) & 1;
            price += BitPrices.Of(chances[(int)(offset + matchBit + (symbol >> (shift + 1)))], bit);
            offset &= bit != 0 ? matchBit : ~matchBit;
        }

        return price;
    }

    /// <summary>Follows a model that was reset.</summary>
    public void Reset()
    {
        MatchLengths.Reset(model.PositionMask + 1);
        RepLengths.Reset(model.PositionMask + 1);
        (_matches, _alignedMatches) = (DistanceInterval, AlignInterval);
    }

    /// <summary>Makes the tables of distances anew if they are old.</summary>
    public void Refresh()
    {
        if (_matches >= DistanceInterval)
        {
            RefreshDistances();
            _matches = 0;
        }

        if (_alignedMatches >= AlignInterval)
        {
            RefreshAlign();
            _alignedMatches = 0;
        }
    }

    /// <summary>Notes a symbol that is encoded next.</summary>
    public void Count(LzmaSymbol symbol, int positionState)
    {
        if (symbol.Length == 1)
        {
            return;
        }

        if (symbol.IsRep)
        {
            RepLengths.Count(positionState);
            return;
        }

        MatchLengths.Count(positionState);
        _matches++;
        if (symbol.Distance >= LzmaModel.FullDistances)
        {
            _alignedMatches++;
        }
    }

    void RefreshAlign()
    {
        for (var value = 0u; value < _align.Length; value++)
        {
            _align[value] = BitPrices.OfReverseTree(model.Align, LzmaModel.AlignBits, value);
        }
    }

    void RefreshDistances()
    {
        for (var state = 0; state < LzmaModel.LengthStates; state++)
        {
            var chances = model.Slots.AsSpan(state << LzmaModel.SlotBits, SlotCount);
            var slots = _slots.AsSpan(state * SlotCount, SlotCount);
            for (var slot = 0; slot < SlotCount; slot++)
            {
                slots[slot] = BitPrices.OfTree(chances, LzmaModel.SlotBits, (uint)slot)
                    + (slot < LzmaModel.FirstDirectSlot ? 0 : BitPrices.OfDirect(LzmaDistance.FooterBits(slot) - LzmaModel.AlignBits));
            }
        }

        for (var distance = 0u; distance < LzmaModel.FullDistances; distance++)
        {
            var slot = LzmaDistance.Slot(distance);
            var footer = FooterPrice(distance, slot);
            for (var state = 0; state < LzmaModel.LengthStates; state++)
            {
                _nearDistances[(state * LzmaModel.FullDistances) + (int)distance] = footer + _slots[(state * SlotCount) + slot];
            }
        }
    }

    uint FooterPrice(uint distance, int slot)
    {
        if (slot < LzmaModel.FirstModelledSlot)
        {
            return 0;
        }

        var start = LzmaDistance.Base(slot);
        return BitPrices.OfReverseTree(model.SpecialDistances.AsSpan((int)start - slot), LzmaDistance.FooterBits(slot), distance - start);
    }
}
