using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;

namespace TalosBoot.Compression.Xz.Lzma2;

/// <summary>Decodes the LZMA data of one LZMA2 chunk. Damage is an InvalidDataException.</summary>
internal static class LzmaChunkDecoder
{
    /// <summary>Appends the content of a chunk to the window, which has room for it.</summary>
    public static void Decode(LzmaModel model, ReadOnlySpan<byte> chunk, LzmaWindow window, int length)
    {
        var decoder = new RangeDecoder(chunk);
        var limit = window.End + length;
        while (window.End < limit)
        {
            var positionState = window.Position & model.PositionMask;
            var state = model.State;
            if (decoder.Bit(ref model.IsMatch[(state << 4) + positionState]) == 0)
            {
                DecodeLiteral(model, ref decoder, window);
            }
            else
            {
                var matchLength = decoder.Bit(ref model.IsRep[state]) == 0
                    ? DecodeMatch(model, ref decoder, positionState)
                    : DecodeRep(model, ref decoder, positionState);
                Copy(model, window, matchLength, limit);
            }

            if (decoder.IsOverrun)
            {
                throw new InvalidDataException("A chunk ends too early.");
            }
        }

        if (!decoder.IsComplete())
        {
            throw new InvalidDataException("A chunk does not end as it must.");
        }
    }

    static void DecodeLiteral(LzmaModel model, ref RangeDecoder decoder, LzmaWindow window)
    {
        var buffer = window.Buffer;
        var end = window.End;
        var reach = window.Reach;
        var chances = model.Literals.AsSpan(model.LiteralTable(window.Position, reach > 0 ? buffer[end - 1] : (byte)0), LzmaModel.LiteralSize);
        var symbol = 1u;
        if (!LzmaModel.IsLiteralState(model.State))
        {
            if (model.Rep0 >= (uint)reach)
            {
                throw new InvalidDataException("A match reaches back before the start.");
            }

            // As long as the bits are those of the byte at the last distance, that byte selects the chances too.
            var match = (uint)buffer[end - (int)model.Rep0 - 1];
            var offset = 0x100u;
            while (symbol < 0x100)
            {
                match <<= 1;
                var matchBit = match & offset;
                var bit = decoder.Bit(ref chances[(int)(offset + matchBit + symbol)]);
                symbol = (symbol << 1) | bit;
                offset &= bit != 0 ? matchBit : ~matchBit;
            }
        }

        while (symbol < 0x100)
        {
            symbol = (symbol << 1) | decoder.Bit(ref chances[(int)symbol]);
        }

        buffer[end] = (byte)symbol;
        window.End = end + 1;
        model.State = LzmaModel.AfterLiteral(model.State);
    }

    static int DecodeMatch(LzmaModel model, ref RangeDecoder decoder, int positionState)
    {
        (model.Rep3, model.Rep2, model.Rep1) = (model.Rep2, model.Rep1, model.Rep0);
        model.State = LzmaModel.AfterMatch(model.State);
        var length = DecodeLength(model.MatchLengths, ref decoder, positionState);
        var table = model.Slots.AsSpan(LzmaModel.LengthState(length) << LzmaModel.SlotBits, 1 << LzmaModel.SlotBits);
        var slot = (int)decoder.Tree(table, LzmaModel.SlotBits);
        if (slot < LzmaModel.FirstModelledSlot)
        {
            model.Rep0 = (uint)slot;
            return length;
        }

        var bits = LzmaDistance.FooterBits(slot);
        var distance = LzmaDistance.Base(slot);
        if (slot < LzmaModel.FirstDirectSlot)
        {
            distance += decoder.ReverseTree(model.SpecialDistances.AsSpan((int)distance - slot), bits);
        }
        else
        {
            distance += decoder.Direct(bits - LzmaModel.AlignBits) << LzmaModel.AlignBits;
            distance += decoder.ReverseTree(model.Align, LzmaModel.AlignBits);
        }

        model.Rep0 = distance;
        return length;
    }

    static int DecodeRep(LzmaModel model, ref RangeDecoder decoder, int positionState)
    {
        var state = model.State;
        if (decoder.Bit(ref model.IsRep0[state]) == 0)
        {
            if (decoder.Bit(ref model.IsRep0Long[(state << 4) + positionState]) == 0)
            {
                model.State = LzmaModel.AfterShortRep(state);
                return 1;
            }
        }
        else if (decoder.Bit(ref model.IsRep1[state]) == 0)
        {
            (model.Rep0, model.Rep1) = (model.Rep1, model.Rep0);
        }
        else if (decoder.Bit(ref model.IsRep2[state]) == 0)
        {
            (model.Rep0, model.Rep1, model.Rep2) = (model.Rep2, model.Rep0, model.Rep1);
        }
        else
        {
            (model.Rep0, model.Rep1, model.Rep2, model.Rep3) = (model.Rep3, model.Rep0, model.Rep1, model.Rep2);
        }

        model.State = LzmaModel.AfterRep(state);
        return DecodeLength(model.RepLengths, ref decoder, positionState);
    }

    static int DecodeLength(LzmaLengthModel model, ref RangeDecoder decoder, int positionState)
    {
        var table = positionState << LzmaLengthModel.LowBits;
        if (decoder.Bit(ref model.Choices[0]) == 0)
        {
            return LzmaModel.MinMatch + (int)decoder.Tree(model.Low.AsSpan(table, LzmaLengthModel.LowCount), LzmaLengthModel.LowBits);
        }

        if (decoder.Bit(ref model.Choices[1]) == 0)
        {
            return LzmaModel.MinMatch + LzmaLengthModel.LowCount
                + (int)decoder.Tree(model.Middle.AsSpan(table, LzmaLengthModel.LowCount), LzmaLengthModel.LowBits);
        }

        return LzmaModel.MinMatch + (2 * LzmaLengthModel.LowCount) + (int)decoder.Tree(model.High, LzmaLengthModel.HighBits);
    }

    static void Copy(LzmaModel model, LzmaWindow window, int length, int limit)
    {
        if (model.Rep0 >= (uint)window.Reach || length > limit - window.End)
        {
            throw new InvalidDataException("A match reaches back before the start, or over the end.");
        }

        MatchCopy.Copy(window.Buffer, window.End, (int)model.Rep0 + 1, length);
        window.End += length;
    }
}
