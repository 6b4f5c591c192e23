using System.Numerics;

namespace TalosBoot.Compression.Gzip;

/// <summary>The numbers of the deflate format (RFC 1951).</summary>
internal static class DeflateFormat
{
    public const int WindowSize = 32 * 1024;
    public const int MinMatch = 3;
    public const int MaxMatch = 258;
    public const int MaxStoredLength = 65_535;

    public const int EndOfBlock = 256;
    public const int FirstLengthSymbol = 257;
    public const int LiteralSymbols = 286;
    public const int DistanceSymbols = 30;
    public const int CodeLengthSymbols = 19;
    public const int MaxCodeLength = 15;

    /// <summary>The symbol of each match length.</summary>
    public static readonly ushort[] LengthSymbols = BuildLengthSymbols();

    /// <summary>The shortest match of each length symbol, counted from <see cref="FirstLengthSymbol"/>.</summary>
    public static readonly ushort[] LengthBases = [.. Enumerable.Range(0, 29).Select(LengthBase)];

    public static int LengthExtraBits(int symbol) => symbol is < FirstLengthSymbol + 8 or FirstLengthSymbol + 28 ? 0 : (symbol - FirstLengthSymbol - 4) >> 2;

    public static int DistanceExtraBits(int symbol) => symbol < 4 ? 0 : (symbol - 2) >> 1;

    public static int DistanceSymbol(int distance)
    {
        var value = (uint)distance - 1;
        if (value < 4)
        {
            return (int)value;
        }

        var exponent = BitOperations.Log2(value);
        return (2 * exponent) + (int)((value >> (exponent - 1)) & 1);
    }

    public static int DistanceBase(int symbol) => symbol < 4 ? symbol + 1 : ((2 + (symbol & 1)) << DistanceExtraBits(symbol)) + 1;

    static ushort LengthBase(int index) => (ushort)(index < 8 ? index + 3 : index == 28 ? MaxMatch : ((4 + (index & 3)) << ((index - 4) >> 2)) + 3);

    static ushort[] BuildLengthSymbols()
    {
        var result = new ushort[MaxMatch + 1];
        for (var index = 0; index < 29; index++)
        {
            for (int length = LengthBase(index); length <= MaxMatch; length++)
            {
                result[length] = (ushort)(FirstLengthSymbol + index);
            }
        }

        return result;
    }
}
