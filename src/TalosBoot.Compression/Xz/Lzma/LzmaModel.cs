namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>The probabilities and the state that LZMA's encoder and decoder move through in step.</summary>
internal sealed class LzmaModel
{
    public const int StateCount = 12;
    public const int MaxPositionStates = 16;
    public const int LengthStates = 4;
    public const int MinMatch = 2;
    public const int MaxMatch = 273;
    public const int SlotBits = 6;
    public const int AlignBits = 4;
    public const int FirstModelledSlot = 4;
    public const int FirstDirectSlot = 14;
    public const int FullDistances = 128;
    public const int LiteralSize = 0x300;

    const ushort EvenChance = 1024;

    public readonly ushort[] IsMatch = new ushort[StateCount * MaxPositionStates];
    public readonly ushort[] IsRep = new ushort[StateCount];
    public readonly ushort[] IsRep0 = new ushort[StateCount];
    public readonly ushort[] IsRep1 = new ushort[StateCount];
    public readonly ushort[] IsRep2 = new ushort[StateCount];
    public readonly ushort[] IsRep0Long = new ushort[StateCount * MaxPositionStates];
    public readonly ushort[] Slots = new ushort[LengthStates << SlotBits];
    public readonly ushort[] SpecialDistances = new ushort[FullDistances];
    public readonly ushort[] Align = new ushort[1 << AlignBits];
    public readonly ushort[] Literals = new ushort[LiteralSize << 4];
    public readonly LzmaLengthModel MatchLengths = new();
    public readonly LzmaLengthModel RepLengths = new();

    public int State { get; set; }

    public uint Rep0 { get; set; }

    public uint Rep1 { get; set; }

    public uint Rep2 { get; set; }

    public uint Rep3 { get; set; }

    public LzmaProperties Properties { get; private set; } = LzmaProperties.Default;

    public int PositionMask { get; private set; }

    public int LiteralPositionMask { get; private set; }

    public void Reset(LzmaProperties properties)
    {
        Properties = properties;
        PositionMask = (1 << properties.PositionBits) - 1;
        LiteralPositionMask = (1 << properties.LiteralPositionBits) - 1;
        State = 0;
        (Rep0, Rep1, Rep2, Rep3) = (0, 0, 0, 0);
        foreach (var table in (ReadOnlySpan<ushort[]>)[IsMatch, IsRep, IsRep0, IsRep1, IsRep2, IsRep0Long, Slots, SpecialDistances, Align])
        {
            Array.Fill(table, EvenChance);
        }

        Literals.AsSpan(0, LiteralSize << (properties.LiteralContextBits + properties.LiteralPositionBits)).Fill(EvenChance);
        MatchLengths.Reset(EvenChance);
        RepLengths.Reset(EvenChance);
    }

    /// <summary>Where the probabilities of a literal start.</summary>
    public int LiteralTable(int position, byte previous) =>
        LiteralSize * (((position & LiteralPositionMask) << Properties.LiteralContextBits) + (previous >> (8 - Properties.LiteralContextBits)));

    public static bool IsLiteralState(int state) => state < 7;

    public static int AfterLiteral(int state) => state < 4 ? 0 : state < 10 ? state - 3 : state - 6;

    public static int AfterMatch(int state) => state < 7 ? 7 : 10;

    public static int AfterRep(int state) => state < 7 ? 8 : 11;

    public static int AfterShortRep(int state) => state < 7 ? 9 : 11;

    /// <summary>The state behind a symbol.</summary>
    public static int After(int state, LzmaSymbol symbol) =>
        symbol.IsLiteral ? AfterLiteral(state)
        : !symbol.IsRep ? AfterMatch(state)
        : symbol.Length == 1 ? AfterShortRep(state)
        : AfterRep(state);

    /// <summary>Which of the slot tables a match of a length uses.</summary>
    public static int LengthState(int length) => Math.Min(length - MinMatch, LengthStates - 1);
}
