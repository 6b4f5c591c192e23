namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>What symbols cost, from tables that follow the model at some distance.</summary>
internal sealed class LzmaPrices(LzmaModel model)
{
    // After so many symbols the tables are made anew.
    const int RefreshInterval = 64;
    const int LengthCount = LzmaModel.MaxMatch + 1;
    const int SlotCount = 1 << LzmaModel.SlotBits;

    readonly uint[] _matchLengths = new uint[LengthCount << 4];
    readonly uint[] _repLengths = new uint[LengthCount << 4];
    readonly uint[] _slots = new uint[LzmaModel.LengthStates * SlotCount];
    readonly uint[] _nearDistances = new uint[LzmaModel.LengthStates * LzmaModel.FullDistances];
    readonly uint[] _align = new uint[1 << LzmaModel.AlignBits];
    int _age = RefreshInterval;

    /// <summary>Prices of match lengths, by position state and length.</summary>
    public ReadOnlySpan<uint> MatchLengths(int positionState) => _matchLengths.AsSpan(positionState * LengthCount, LengthCount);

    /// <summary>Prices of the lengths of repeated matches.</summary>
    public ReadOnlySpan<uint> RepLengths(int positionState) => _repLengths.AsSpan(positionState * LengthCount, LengthCount);

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

    /// <summary>Makes the tables anew at the next occasion.</summary>
    public void Expire() => _age = RefreshInterval;

    /// <summary>Makes the tables anew if they are old.</summary>
    /// <param name="symbols">How many matches were encoded since the last call.</param>
    public void Age(int symbols)
    {
        _age += symbols;
        if (_age >= RefreshInterval)
        {
            _age = 0;
            RefreshLengths(model.MatchLengths, _matchLengths);
            RefreshLengths(model.RepLengths, _repLengths);
            RefreshDistances();
        }
    }

    void RefreshLengths(LzmaLengthModel lengths, uint[] prices)
    {
        var low = BitPrices.Of0(lengths.Choices[0]);
        var middle = BitPrices.Of1(lengths.Choices[0]) + BitPrices.Of0(lengths.Choices[1]);
        var high = BitPrices.Of1(lengths.Choices[0]) + BitPrices.Of1(lengths.Choices[1]);
        var highPrices = prices.AsSpan(LzmaModel.MinMatch + (2 * LzmaLengthModel.LowCount), 1 << LzmaLengthModel.HighBits);
        for (var value = 0; value < highPrices.Length; value++)
        {
            highPrices[value] = high + BitPrices.OfTree(lengths.High, LzmaLengthModel.HighBits, (uint)value);
        }

        for (var positionState = 0; positionState <= model.PositionMask; positionState++)
        {
            var target = prices.AsSpan((positionState * LengthCount) + LzmaModel.MinMatch);
            for (var value = 0; value < LzmaLengthModel.LowCount; value++)
            {
                var table = positionState << LzmaLengthModel.LowBits;
                target[value] = low + BitPrices.OfTree(lengths.Low.AsSpan(table), LzmaLengthModel.LowBits, (uint)value);
                target[LzmaLengthModel.LowCount + value] =
                    middle + BitPrices.OfTree(lengths.Middle.AsSpan(table), LzmaLengthModel.LowBits, (uint)value);
            }

            if (positionState > 0)
            {
                highPrices.CopyTo(target[(2 * LzmaLengthModel.LowCount)..]);
            }
        }
    }

    void RefreshDistances()
    {
        for (var value = 0u; value < _align.Length; value++)
        {
            _align[value] = BitPrices.OfReverseTree(model.Align, LzmaModel.AlignBits, value);
        }

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
