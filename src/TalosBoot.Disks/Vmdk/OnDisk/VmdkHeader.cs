using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Vmdk.OnDisk;

/// <summary>The header of a sparse extent (VMware Virtual Disk Format 5.0, "Hosted Sparse Extent Header"). Places and sizes count sectors.</summary>
internal readonly record struct VmdkHeader : IOnDiskStructure<VmdkHeader>
{
    /// <summary>The bytes that find line ends that were converted are right.</summary>
    public const uint ValidNewLineFlag = 1;

    public const uint CompressedFlag = 0x1_0000;

    /// <summary>Each grain has a marker in front that says where it belongs.</summary>
    public const uint MarkersFlag = 0x2_0000;

    public const ushort Deflate = 1;

    public static int Size => 512;

    public uint Version { get; init; }

    public uint Flags { get; init; }

    public ulong Capacity { get; init; }

    public ulong GrainSize { get; init; }

    public ulong DescriptorOffset { get; init; }

    public ulong DescriptorSize { get; init; }

    public uint EntriesPerTable { get; init; }

    public ulong RedundantDirectoryOffset { get; init; }

    public ulong DirectoryOffset { get; init; }

    public ulong Overhead { get; init; }

    public ushort CompressAlgorithm { get; init; }

    public static VmdkHeader Read(ReadOnlySpan<byte> source) => source.StartsWith("KDMV"u8)
        ? new VmdkHeader
        {
            Version = BinaryPrimitives.ReadUInt32LittleEndian(source[4..]),
            Flags = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]),
            Capacity = BinaryPrimitives.ReadUInt64LittleEndian(source[12..]),
            GrainSize = BinaryPrimitives.ReadUInt64LittleEndian(source[20..]),
            DescriptorOffset = BinaryPrimitives.ReadUInt64LittleEndian(source[28..]),
            DescriptorSize = BinaryPrimitives.ReadUInt64LittleEndian(source[36..]),
            EntriesPerTable = BinaryPrimitives.ReadUInt32LittleEndian(source[44..]),
            RedundantDirectoryOffset = BinaryPrimitives.ReadUInt64LittleEndian(source[48..]),
            DirectoryOffset = BinaryPrimitives.ReadUInt64LittleEndian(source[56..]),
            Overhead = BinaryPrimitives.ReadUInt64LittleEndian(source[64..]),
            CompressAlgorithm = BinaryPrimitives.ReadUInt16LittleEndian(source[77..]),
        }
        : throw new ImageFormatException(
            DiagnosticIds.DiskImageDamaged, "VMDK", 0, "there is no header of a sparse extent. The image is in another format, or made of several files.");

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        "KDMV"u8.CopyTo(destination);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[12..], Capacity);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[20..], GrainSize);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[28..], DescriptorOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[36..], DescriptorSize);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[44..], EntriesPerTable);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[48..], RedundantDirectoryOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[56..], DirectoryOffset);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[64..], Overhead);
        "\n \r\n"u8.CopyTo(destination[73..]);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[77..], CompressAlgorithm);
    }
}
