namespace TalosBoot.Compression.Checksums;

/// <summary>Adler-32 (RFC 1950, section 9), as zlib streams end with it.</summary>
internal static class Adler32
{
    const uint Modulus = 65_521;

    // So many bytes can be added before the sums must be reduced to stay within 32 bits (zlib adler32.c, NMAX).
    const int Stretch = 5552;

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var (low, high) = (1U, 0U);
        while (!bytes.IsEmpty)
        {
            var stretch = bytes[..Math.Min(Stretch, bytes.Length)];
            foreach (var value in stretch)
            {
                low += value;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
            bytes = bytes[stretch.Length..];
        }

        return (high << 16) | low;
    }
}
