namespace TalosBoot.Compression.Xz.Lzma2;

/// <summary>The numbers of LZMA2 (xz file format, 5.3.1, and liblzma's lzma2_decoder.c, which is its definition).</summary>
internal static class Lzma2Format
{
    public const ulong FilterId = 0x21;

    public const byte StoredChunkWithReset = 0x01;
    public const byte StoredChunk = 0x02;
    public const byte LzmaChunk = 0x80;

    public const int MaxStoredChunk = 64 * 1024;
    public const int MaxCompressedChunk = 64 * 1024;
    public const int MaxUncompressedChunk = 2 * 1024 * 1024;

    const int MaxDictionaryCode = 40;

    /// <summary>The dictionary size that a code of a filter's properties stands for.</summary>
    public static long DictionarySize(byte code) => code switch
    {
        > MaxDictionaryCode => throw new InvalidDataException("There is no such dictionary size."),
        MaxDictionaryCode => uint.MaxValue,
        _ => (2L | (uint)(code & 1)) << ((code / 2) + 11),
    };

    /// <summary>The code of the smallest dictionary that is at least as large.</summary>
    public static byte DictionaryCode(int size)
    {
        byte code = 0;
        while (DictionarySize(code) < size)
        {
            code++;
        }

        return code;
    }
}
