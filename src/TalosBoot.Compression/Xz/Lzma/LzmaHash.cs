namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>
/// Numbers for the next two, three and four bytes. Bytes that share a number share a place in a table, a list or a tree, and so take part in what is
/// found: these are liblzma's numbers, which mix entries of the table of CRC-32.
/// </summary>
internal static class LzmaHash
{
    public const int Count2 = 1 << 10;
    public const int Count3 = 1 << 16;

    const uint Polynomial = 0xEDB8_8320;
    const uint MinCount4 = 1 << 16;
    const uint MaxCount4 = 1 << 24;

    static readonly uint[] Table = BuildTable();

    /// <summary>How many numbers there are for four bytes: half of the dictionary's size, rounded up to a power of two, within limits.</summary>
    public static int Count4(int dictionarySize) =>
        (int)Math.Clamp(System.Numerics.BitOperations.RoundUpToPowerOf2((uint)dictionarySize) / 2, MinCount4, MaxCount4);

    /// <summary>The numbers of four bytes, of which the lowest comes first.</summary>
    public static (int Hash2, int Hash3, int Hash4) Of(uint bytes, int count4)
    {
        var two = Table[(byte)bytes] ^ (byte)(bytes >> 8);
        var three = two ^ ((bytes >> 8) & 0xFF00);
        var four = three ^ (Table[bytes >> 24] << 5);
        return ((int)(two & (Count2 - 1)), (int)(three & (Count3 - 1)), (int)four & (count4 - 1));
    }

    static uint[] BuildTable()
    {
        var result = new uint[256];
        for (var index = 0u; index < result.Length; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
            }

            result[index] = value;
        }

        return result;
    }
}
