using TalosBoot.Compression.Checksums;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>
/// The CRC-32C of metadata. It covers a whole sector, block or inode, with its own field taken as zero, and is the one little-endian field
/// of the format (docs/formats/xfs.md).
/// </summary>
internal static class XfsChecksum
{
    const int Length = 4;

    public static void Seal(Span<byte> whole, int offset) => WriteUInt32LittleEndian(whole[offset..], Compute(whole, offset));

    public static bool IsValid(ReadOnlySpan<byte> whole, int offset) => ReadUInt32LittleEndian(whole[offset..]) == Compute(whole, offset);

    static uint Compute(ReadOnlySpan<byte> whole, int offset)
    {
        var register = Crc32C.Append(uint.MaxValue, whole[..offset]);
        register = Crc32C.Append(register, stackalloc byte[Length]);
        return ~Crc32C.Append(register, whole[(offset + Length)..]);
    }
}
