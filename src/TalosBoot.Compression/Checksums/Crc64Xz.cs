using System.Buffers.Binary;

namespace TalosBoot.Compression.Checksums;

/// <summary>CRC-64 of the xz format (ECMA-182, reflected).</summary>
internal static class Crc64Xz
{
    const ulong Polynomial = 0xC96C_5795_D787_0F42;
    const int Slices = 8;
    static readonly ulong[] Table = BuildTable();
    static readonly CrcArithmetic<ulong> Arithmetic = new(Polynomial);

    public static ulong Compute(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of bytes behind others, whose checksum is known. That of no bytes is 0.</summary>
    public static ulong Append(ulong checksum, ReadOnlySpan<byte> bytes) => ~Advance(~checksum, bytes);

    /// <summary>The checksum of a number of zeros, without looking at them.</summary>
    public static ulong OfZeros(long count) => Arithmetic.OfZeros(count);

    static ulong Advance(ulong register, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> table = Table;
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            register ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            register = table[(7 * 256) + (byte)register]
                ^ table[(6 * 256) + (byte)(register >> 8)]
                ^ table[(5 * 256) + (byte)(register >> 16)]
                ^ table[(4 * 256) + (byte)(register >> 24)]
                ^ table[(3 * 256) + (byte)(register >> 32)]
                ^ table[(2 * 256) + (byte)(register >> 40)]
                ^ table[256 + (byte)(register >> 48)]
                ^ table[(byte)(register >> 56)];
        }

        foreach (var value in bytes)
        {
            register = table[(byte)(register ^ value)] ^ (register >> 8);
        }

        return register;
    }

    static ulong[] BuildTable()
    {
        var table = new ulong[Slices * 256];
        for (var index = 0; index < table.Length; index++)
        {
            table[index] = index < 256 ? OfByte((ulong)index) : table[(byte)table[index - 256]] ^ (table[index - 256] >> 8);
        }

        return table;
    }

    static ulong OfByte(ulong value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) != 0 ? (value >> 1) ^ Polynomial : value >> 1;
        }

        return value;
    }
}
