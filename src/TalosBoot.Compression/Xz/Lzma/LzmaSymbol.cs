namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>One step of an encoding: a literal, a repeated match, or a match.</summary>
/// <param name="Length">How many bytes it stands for.</param>
/// <param name="Back">-1 for a literal, 0 to 3 for the index of a repeated distance, else the distance less one, and four.</param>
internal readonly record struct LzmaSymbol(int Length, int Back)
{
    public const int RepCount = 4;

    public static LzmaSymbol Literal => new(1, -1);

    /// <summary>One byte at the last distance.</summary>
    public static LzmaSymbol ShortRep => new(1, 0);

    public bool IsLiteral => Back < 0;

    public bool IsRep => (uint)Back < RepCount;

    public int RepIndex => Back;

    /// <summary>The distance of a match, less one.</summary>
    public uint Distance => (uint)(Back - RepCount);

    public static LzmaSymbol Match(int length, uint distance) => new(length, (int)distance + RepCount);
}
