using System.Buffers.Binary;
using System.Numerics;

namespace TalosBoot.Compression.Checksums;

/// <summary>CRC-32C (Castagnoli), as XFS and ext4 use it.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes) => ~Append(uint.MaxValue, bytes);

    /// <summary>Moves the register on, without inversion at either end.</summary>
    public static uint Append(uint register, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            register = BitOperations.Crc32C(register, value);
        }

        return register;
    }
}
