namespace TalosBoot.Compression.Gzip;

/// <summary>What the next bits of a deflate stream mean. The default is a code that no symbol has.</summary>
internal readonly struct InflateEntry
{
    const int ExtraShift = 4;
    const int ValueShift = 16;
    const uint LiteralFlag = 1 << 8;
    const uint BaseFlag = 1 << 9;
    const uint TableFlag = 1 << 10;

    readonly uint _bits;

    InflateEntry(uint bits) => _bits = bits;

    /// <summary>A symbol that stands for itself: a byte, or the length of a code.</summary>
    public static InflateEntry Literal(int symbol) => new(LiteralFlag | ((uint)symbol << ValueShift));

    /// <summary>A length or a distance.</summary>
    /// <param name="value">The least one.</param>
    /// <param name="extraBits">How many bits behind the code are added to it.</param>
    public static InflateEntry Base(int value, int extraBits) => new(BaseFlag | ((uint)extraBits << ExtraShift) | ((uint)value << ValueShift));

    /// <summary>The end of a block, and symbols that mean nothing.</summary>
    public static InflateEntry Other(int symbol) => new((uint)symbol << ValueShift);

    /// <summary>Another table, for the bits behind those of the first one.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="bits">How many bits it is for.</param>
    public static InflateEntry Table(int start, int bits) => new(TableFlag | ((uint)bits << ExtraShift) | ((uint)start << ValueShift));

    /// <summary>How many bits the code has; 0 if it is none.</summary>
    public int CodeLength => (int)_bits & 15;

    /// <summary>How many bits are added to the value.</summary>
    public int ExtraBits => (int)(_bits >> ExtraShift) & 15;

    /// <summary>The symbol, the least length or distance, or the start of a table.</summary>
    public int Value => (int)(_bits >> ValueShift);

    public bool IsLiteral => (_bits & LiteralFlag) != 0;

    public bool IsBase => (_bits & BaseFlag) != 0;

    public bool IsTable => (_bits & TableFlag) != 0;

    /// <summary>The same for a code of a length.</summary>
    public InflateEntry WithCodeLength(int length) => new(_bits | (uint)length);
}
