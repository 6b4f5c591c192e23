using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Vhdx.OnDisk;

/// <summary>One of the two headers ([MS-VHDX] 2.2.2). The one with the greater sequence number counts.</summary>
/// <param name="SequenceNumber">Counts the updates.</param>
/// <param name="FileWriteId">Changes whenever the file is first written to.</param>
/// <param name="DataWriteId">Changes whenever the disk is first written to.</param>
/// <param name="LogId">Names the entries of the log that are not written back; all zeros for none.</param>
/// <param name="LogLength">The bytes of the log.</param>
/// <param name="LogOffset">Where the log is.</param>
internal readonly record struct VhdxHeader(
    ulong SequenceNumber, Guid FileWriteId, Guid DataWriteId, Guid LogId, uint LogLength, ulong LogOffset) : IOnDiskStructure<VhdxHeader>
{
    public static int Size => 4096;

    public static VhdxHeader Read(ReadOnlySpan<byte> source)
    {
        if (!source.StartsWith("head"u8) || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != VhdxChecksum.Compute(source[..Size]))
        {
            throw new ImageFormatException(
                DiagnosticIds.DiskImageDamaged, "VHDX", 0, "a header is missing, or its checksum is wrong. The image is damaged.");
        }

        return new VhdxHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(source[8..]), new Guid(source.Slice(16, 16)), new Guid(source.Slice(32, 16)),
            new Guid(source.Slice(48, 16)), BinaryPrimitives.ReadUInt32LittleEndian(source[68..]), BinaryPrimitives.ReadUInt64LittleEndian(source[72..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        "head"u8.CopyTo(destination);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], SequenceNumber);
        FileWriteId.TryWriteBytes(destination[16..]);
        DataWriteId.TryWriteBytes(destination[32..]);
        LogId.TryWriteBytes(destination[48..]);

        // Version 0 of the log, version 1 of the format.
        BinaryPrimitives.WriteUInt16LittleEndian(destination[66..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[68..], LogLength);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[72..], LogOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], VhdxChecksum.Compute(destination));
    }
}
