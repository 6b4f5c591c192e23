using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Vhd.OnDisk;

/// <summary>The header of a dynamic VHD (Virtual Hard Disk Image Format Specification, "Dynamic Disk Header Format").</summary>
/// <param name="TableOffset">Where the block allocation table is.</param>
/// <param name="EntryCount">The entries of the table: the blocks of the disk.</param>
/// <param name="BlockSize">Bytes of a block, a power of two.</param>
internal readonly record struct VhdDynamicHeader(ulong TableOffset, uint EntryCount, uint BlockSize) : IOnDiskStructure<VhdDynamicHeader>
{
    const int ChecksumOffset = 36;

    public static int Size => 1024;

    public static VhdDynamicHeader Read(ReadOnlySpan<byte> source)
    {
        if (!source.StartsWith("cxsparse"u8)
            || BinaryPrimitives.ReadUInt32BigEndian(source[ChecksumOffset..]) != VhdFooter.Checksum(source[..Size], ChecksumOffset))
        {
            throw new ImageFormatException(
                DiagnosticIds.DiskImageDamaged, "VHD", 0, "the dynamic header is missing, or its checksum is wrong. The image is damaged.");
        }

        return new VhdDynamicHeader(
            BinaryPrimitives.ReadUInt64BigEndian(source[16..]), BinaryPrimitives.ReadUInt32BigEndian(source[28..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[32..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        "cxsparse"u8.CopyTo(destination);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], ulong.MaxValue);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], TableOffset);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], 0x0001_0000);
        BinaryPrimitives.WriteUInt32BigEndian(destination[28..], EntryCount);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], BlockSize);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ChecksumOffset..], VhdFooter.Checksum(destination, ChecksumOffset));
    }
}
