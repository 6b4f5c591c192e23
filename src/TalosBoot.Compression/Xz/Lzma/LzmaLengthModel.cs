namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>The probabilities of match lengths.</summary>
internal sealed class LzmaLengthModel
{
    public const int LowBits = 3;
    public const int HighBits = 8;
    public const int LowCount = 1 << LowBits;

    /// <summary>Whether a length is in the middle range, and whether in the high one.</summary>
    public readonly ushort[] Choices = new ushort[2];
    public readonly ushort[] Low = new ushort[LzmaModel.MaxPositionStates << LowBits];
    public readonly ushort[] Middle = new ushort[LzmaModel.MaxPositionStates << LowBits];
    public readonly ushort[] High = new ushort[1 << HighBits];

    public void Reset(ushort chance)
    {
        Array.Fill(Choices, chance);
        Array.Fill(Low, chance);
        Array.Fill(Middle, chance);
        Array.Fill(High, chance);
    }
}
