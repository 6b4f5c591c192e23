using System.Buffers.Binary;
using TalosBoot.Compression.Checksums;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.PartitionTables.OnDisk;

/// <summary>
/// The header of a GUID partition table (UEFI 2.10, section 5.3.2). Its own checksum is computed by <see cref="Write"/> and checked by
/// <see cref="Read"/>.
/// </summary>
/// <param name="OwnLba">The sector of this header.</param>
/// <param name="OtherLba">The sector of the other copy.</param>
/// <param name="FirstUsableLba">The first sector that a partition may take.</param>
/// <param name="LastUsableLba">The last sector that a partition may take.</param>
/// <param name="DiskGuid">The disk's GUID.</param>
/// <param name="EntriesLba">The first sector of the entries that belong to this copy.</param>
/// <param name="EntryCount">The entries, unused ones included.</param>
/// <param name="EntrySize">The size of an entry in bytes.</param>
/// <param name="EntriesChecksum">The CRC-32 of all entries.</param>
internal readonly record struct GptHeader(
    ulong OwnLba,
    ulong OtherLba,
    ulong FirstUsableLba,
    ulong LastUsableLba,
    Guid DiskGuid,
    ulong EntriesLba,
    uint EntryCount,
    uint EntrySize,
    uint EntriesChecksum) : IOnDiskStructure<GptHeader>
{
    const uint Revision = 0x0001_0000;
    const int ChecksumOffset = 16;

    public static int Size => 92;

    static ReadOnlySpan<byte> Signature => "EFI PART"u8;

    /// <summary>Whether the bytes begin with the signature, whatever follows.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> source) => source.StartsWith(Signature);

    public static GptHeader Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        Require(HasSignature(source), 0, "there is no signature \"EFI PART\".");
        Require(BinaryPrimitives.ReadUInt32LittleEndian(source[8..]) == Revision, 8, "the revision is not 1.0.");
        Require(BinaryPrimitives.ReadUInt32LittleEndian(source[12..]) == Size, 12, $"the header size is not {Size} bytes.");
        Require(BinaryPrimitives.ReadUInt32LittleEndian(source[20..]) == 0, 20, "the reserved field is not zero.");
        Require(
            BinaryPrimitives.ReadUInt32LittleEndian(source[ChecksumOffset..]) == Checksum(source), ChecksumOffset,
            "the checksum of the header is wrong.");
        return new GptHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(source[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[48..]),
            new Guid(source.Slice(56, 16)),
            BinaryPrimitives.ReadUInt64LittleEndian(source[72..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[80..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[84..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[88..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        Signature.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Revision);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], (uint)Size);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[24..], OwnLba);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], OtherLba);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[40..], FirstUsableLba);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[48..], LastUsableLba);
        DiskGuid.TryWriteBytes(destination[56..]);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[72..], EntriesLba);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[80..], EntryCount);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[84..], EntrySize);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[88..], EntriesChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[ChecksumOffset..], Checksum(destination));
    }

    /// <summary>The CRC-32 of the header with the checksum's own field zero.</summary>
    static uint Checksum(ReadOnlySpan<byte> header)
    {
        Span<byte> copy = stackalloc byte[Size];
        header[..Size].CopyTo(copy);
        copy.Slice(ChecksumOffset, sizeof(uint)).Clear();
        return Crc32.Compute(copy);
    }

    static void Require(bool condition, int offset, string message)
    {
        if (!condition)
        {
            throw new ImageFormatException(DiagnosticIds.PartitionTableDamaged, "GPT", offset, $"{message} The disk is damaged.");
        }
    }
}
