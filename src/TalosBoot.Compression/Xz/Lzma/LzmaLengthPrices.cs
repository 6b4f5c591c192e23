namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>What match lengths cost. The prices of a position state are made anew after as many lengths as there are prices.</summary>
/// <param name="lengths">The chances.</param>
/// <param name="niceLength">No longer match is priced.</param>
internal sealed class LzmaLengthPrices(LzmaLengthModel lengths, int niceLength)
{
    const int Stride = LzmaModel.MaxMatch + 1;

    readonly int _count = niceLength + 1 - LzmaModel.MinMatch;
    readonly int[] _left = new int[LzmaModel.MaxPositionStates];
    readonly uint[] _prices = new uint[Stride * LzmaModel.MaxPositionStates];

    /// <summary>The prices in a position state, by length.</summary>
    public ReadOnlySpan<uint> Of(int positionState) => _prices.AsSpan(positionState * Stride, Stride);

    /// <summary>Makes all prices anew.</summary>
    public void Reset(int positionStates)
    {
        for (var positionState = 0; positionState < positionStates; positionState++)
        {
            Refresh(positionState);
        }
    }

    /// <summary>Notes a length that is encoded next.</summary>
    public void Count(int positionState)
    {
        if (--_left[positionState] == 0)
        {
            Refresh(positionState);
        }
    }

    void Refresh(int positionState)
    {
        _left[positionState] = _count;
        var low = BitPrices.Of0(lengths.Choices[0]);
        var middle = BitPrices.Of1(lengths.Choices[0]) + BitPrices.Of0(lengths.Choices[1]);
        var high = BitPrices.Of1(lengths.Choices[0]) + BitPrices.Of1(lengths.Choices[1]);
        var table = positionState << LzmaLengthModel.LowBits;
        var target = _prices.AsSpan((positionState * Stride) + LzmaModel.MinMatch, _count);
        for (var value = 0; value < target.Length; value++)
        {
            target[value] = value switch
            {
                < LzmaLengthModel.LowCount => low + BitPrices.OfTree(lengths.Low.AsSpan(table), LzmaLengthModel.LowBits, (uint)value),
                < 2 * LzmaLengthModel.LowCount => middle
                    + BitPrices.OfTree(lengths.Middle.AsSpan(table), LzmaLengthModel.LowBits, (uint)(value - LzmaLengthModel.LowCount)),
                _ => high + BitPrices.OfTree(lengths.High, LzmaLengthModel.HighBits, (uint)(value - (2 * LzmaLengthModel.LowCount))),
            };
        }
    }
}
