namespace TalosBoot.Testing;

/// <summary>Bytes for tests: the same for the same seed, on every machine.</summary>
public static class TestBytes
{
    /// <summary>Bytes that do not shrink.</summary>
    public static byte[] Noise(int length, ulong seed = 1)
    {
        var result = new byte[length];
        var state = (seed * 0x9E37_79B9_7F4A_7C15) | 1;
        for (var index = 0; index < length; index++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            result[index] = (byte)(state >> 24);
        }

        return result;
    }

    /// <summary>Text-like bytes that shrink well.</summary>
    public static byte[] Text(int length, ulong seed = 1)
    {
        var noise = Noise(length, seed);
        for (var index = 0; index < length; index++)
        {
            noise[index] = (byte)("etaoin shrdlu\n"[noise[index] % 14]);
        }

        return noise;
    }
}
