namespace TalosBoot.Compression.Checksums;

/// <summary>CRC-32 of IEEE 802.3, as gzip, xz and GPT use it.</summary>
internal static class Crc32
{
    static readonly CrcArithmetic<uint> Arithmetic = new(0xEDB8_8320);

    public static uint Compute(ReadOnlySpan<byte> bytes) => System.IO.Hashing.Crc32.HashToUInt32(bytes);

    /// <summary>The checksum of two stretches of bytes, from the checksums of each.</summary>
    public static uint Combine(uint first, uint second, long secondLength) => Arithmetic.Combine(first, second, secondLength);

    /// <summary>The checksum of a number of zeros, without looking at them.</summary>
    public static uint OfZeros(long count) => Arithmetic.OfZeros(count);
}
