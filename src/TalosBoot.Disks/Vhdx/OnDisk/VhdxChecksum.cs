using TalosBoot.Compression.Checksums;

namespace TalosBoot.Disks.Vhdx.OnDisk;

/// <summary>The checksum of headers and region tables: CRC-32C, counted with the checksum's own bytes as zeros.</summary>
internal static class VhdxChecksum
{
    const int Offset = 4;

    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        var register = Crc32C.Append(uint.MaxValue, bytes[..Offset]);
        register = Crc32C.Append(register, [0, 0, 0, 0]);
        return ~Crc32C.Append(register, bytes[(Offset + sizeof(uint))..]);
    }
}
