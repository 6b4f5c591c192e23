namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>What bits cost with given chances, in sixteenths of a bit.</summary>
internal static class BitPrices
{
    public const int ScaleBits = 4;
    public const uint Infinity = 1 << 30;

    const int ChanceBits = 11;
    const int DroppedBits = 4;
    static readonly byte[] Table = Build();

    public static uint Of(ushort chance, uint bit) => Table[(chance ^ ((0 - bit) & ((1u << ChanceBits) - 1))) >> DroppedBits];

    public static uint Of0(ushort chance) => Table[chance >> DroppedBits];

    public static uint Of1(ushort chance) => Table[(chance ^ ((1u << ChanceBits) - 1)) >> DroppedBits];

    public static uint OfDirect(int bits) => (uint)bits << ScaleBits;

    public static uint OfTree(ReadOnlySpan<ushort> chances, int bits, uint value)
    {
        var price = 0u;
        for (var symbol = value | (1u << bits); symbol != 1; symbol >>= 1)
        {
            price += Of(chances[(int)(symbol >> 1)], symbol & 1);
        }

        return price;
    }

    public static uint OfReverseTree(ReadOnlySpan<ushort> chances, int bits, uint value)
    {
        var (price, symbol) = (0u, 1u);
        for (; bits > 0; bits--, value >>= 1)
        {
            price += Of(chances[(int)symbol], value & 1);
            symbol = (symbol << 1) | (value & 1);
        }

        return price;
    }

    // -log2 of the middle of each range of chances, by squaring: no floating point, so that every machine has the same table.
    static byte[] Build()
    {
        var result = new byte[1 << (ChanceBits - DroppedBits)];
        for (var index = 0; index < result.Length; index++)
        {
            var chance = (ulong)((index << DroppedBits) + (1 << (DroppedBits - 1)));
            var bits = 0;
            for (var round = 0; round < ScaleBits; round++)
            {
                chance *= chance;
                bits <<= 1;
                while (chance >= 1 << 16)
                {
                    chance >>= 1;
                    bits++;
                }
            }

            result[index] = (byte)((ChanceBits << ScaleBits) - 15 - bits);
        }

        return result;
    }
}
