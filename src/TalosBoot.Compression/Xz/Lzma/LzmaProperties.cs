namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>What the coder of literals and positions looks at.</summary>
/// <param name="LiteralContextBits">How many high bits of the byte before select a literal's probabilities (lc).</param>
/// <param name="LiteralPositionBits">How many low bits of the position do so too (lp).</param>
/// <param name="PositionBits">How many low bits of the position select other probabilities (pb).</param>
internal readonly record struct LzmaProperties(int LiteralContextBits, int LiteralPositionBits, int PositionBits)
{
    // LZMA2 allows no more for the first two together.
    const int MaxLiteralBits = 4;

    public static LzmaProperties Default { get; } = new(3, 0, 2);

    public byte ToByte() => (byte)((((PositionBits * 5) + LiteralPositionBits) * 9) + LiteralContextBits);

    public static LzmaProperties FromByte(byte value)
    {
        var result = new LzmaProperties(value % 9, value / 9 % 5, value / 45);
        return value < 225 && result.LiteralContextBits + result.LiteralPositionBits <= MaxLiteralBits
            ? result
            : throw new InvalidDataException("There are no such LZMA properties.");
    }
}
