namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>Encodes literals and matches, and moves the model on.</summary>
internal sealed class LzmaSymbolEncoder(LzmaModel model, RangeEncoder encoder)
{
    /// <summary>Encodes a literal.</summary>
    public void Literal(ReadOnlySpan<byte> data, int position)
    {
        var state = model.State;
        encoder.Bit(ref model.IsMatch[(state << 4) + (position & model.PositionMask)], 0);
        var chances = model.Literals.AsSpan(model.LiteralTable(position, position > 0 ? data[position - 1] : (byte)0), LzmaModel.LiteralSize);
        var symbol = data[position] | 0x100u;
        if (LzmaModel.IsLiteralState(state))
        {
            for (var shift = 7; shift >= 0; shift--)
            {
                encoder.Bit(ref chances[(int)(symbol >> (shift + 1))], (symbol >> shift) & 1);
            }
        }
        else
        {
            MatchedLiteral(chances, symbol, data[position - (int)model.Rep0 - 1]);
        }

        model.State = LzmaModel.AfterLiteral(state);
    }

    /// <summary>Encodes a match or a repeated match.</summary>
    /// <param name="position">Where it starts.</param>
    /// <param name="symbol">Which one it is.</param>
    public void Match(int position, LzmaSymbol symbol)
    {
        var positionState = position & model.PositionMask;
        encoder.Bit(ref model.IsMatch[(model.State << 4) + positionState], 1);
        if (symbol.IsRep)
        {
            encoder.Bit(ref model.IsRep[model.State], 1);
            Rep(positionState, symbol);
        }
        else
        {
            encoder.Bit(ref model.IsRep[model.State], 0);
            NewMatch(positionState, symbol.Length, symbol.Distance);
        }
    }

    void MatchedLiteral(Span<ushort> chances, uint symbol, uint match)
    {
        var offset = 0x100u;
        for (var shift = 7; shift >= 0; shift--)
        {
            match <<= 1;
            var matchBit = match & offset;
            var bit = (symbol >> shift) & 1;
            encoder.Bit(ref chances[(int)(offset + matchBit + (symbol >> (shift + 1)))], bit);
            offset &= bit != 0 ? matchBit : ~matchBit;
        }
    }

    void Rep(int positionState, LzmaSymbol symbol)
    {
        var state = model.State;
        encoder.Bit(ref model.IsRep0[state], symbol.RepIndex == 0 ? 0u : 1);
        switch (symbol.RepIndex)
        {
            case 0:
                encoder.Bit(ref model.IsRep0Long[(state << 4) + positionState], symbol.Length == 1 ? 0u : 1);
                break;
            case 1:
                encoder.Bit(ref model.IsRep1[state], 0);
                (model.Rep0, model.Rep1) = (model.Rep1, model.Rep0);
                break;
            case 2:
                encoder.Bit(ref model.IsRep1[state], 1);
                encoder.Bit(ref model.IsRep2[state], 0);
                (model.Rep0, model.Rep1, model.Rep2) = (model.Rep2, model.Rep0, model.Rep1);
                break;
            default:
                encoder.Bit(ref model.IsRep1[state], 1);
                encoder.Bit(ref model.IsRep2[state], 1);
                (model.Rep0, model.Rep1, model.Rep2, model.Rep3) = (model.Rep3, model.Rep0, model.Rep1, model.Rep2);
                break;
        }

        if (symbol.Length == 1)
        {
            model.State = LzmaModel.AfterShortRep(state);
            return;
        }

        Length(model.RepLengths, symbol.Length, positionState);
        model.State = LzmaModel.AfterRep(state);
    }

    void NewMatch(int positionState, int length, uint distance)
    {
        Length(model.MatchLengths, length, positionState);
        var slot = LzmaDistance.Slot(distance);
        var table = model.Slots.AsSpan(LzmaModel.LengthState(length) << LzmaModel.SlotBits, 1 << LzmaModel.SlotBits);
        encoder.Tree(table, LzmaModel.SlotBits, (uint)slot);
        if (slot >= LzmaModel.FirstModelledSlot)
        {
            var bits = LzmaDistance.FooterBits(slot);
            var start = LzmaDistance.Base(slot);
            var rest = distance - start;
            if (slot < LzmaModel.FirstDirectSlot)
            {
                encoder.ReverseTree(model.SpecialDistances.AsSpan((int)start - slot), bits, rest);
            }
            else
            {
                encoder.Direct(rest >> LzmaModel.AlignBits, bits - LzmaModel.AlignBits);
                encoder.ReverseTree(model.Align, LzmaModel.AlignBits, rest & ((1u << LzmaModel.AlignBits) - 1));
            }
        }

        (model.Rep3, model.Rep2, model.Rep1, model.Rep0) = (model.Rep2, model.Rep1, model.Rep0, distance);
        model.State = LzmaModel.AfterMatch(model.State);
    }

    void Length(LzmaLengthModel lengths, int length, int positionState)
    {
        var value = length - LzmaModel.MinMatch;
        var table = positionState << LzmaLengthModel.LowBits;
        if (value < LzmaLengthModel.LowCount)
        {
            encoder.Bit(ref lengths.Choices[0], 0);
            encoder.Tree(lengths.Low.AsSpan(table, LzmaLengthModel.LowCount), LzmaLengthModel.LowBits, (uint)value);
            return;
        }

        encoder.Bit(ref lengths.Choices[0], 1);
        value -= LzmaLengthModel.LowCount;
        if (value < LzmaLengthModel.LowCount)
        {
            encoder.Bit(ref lengths.Choices[1], 0);
            encoder.Tree(lengths.Middle.AsSpan(table, LzmaLengthModel.LowCount), LzmaLengthModel.LowBits, (uint)value);
            return;
        }

        encoder.Bit(ref lengths.Choices[1], 1);
        encoder.Tree(lengths.High, LzmaLengthModel.HighBits, (uint)(value - LzmaLengthModel.LowCount));
    }
}
