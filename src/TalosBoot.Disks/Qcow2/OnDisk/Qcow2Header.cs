using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Qcow2.OnDisk;

/// <summary>The header of a qcow2 image (QEMU docs/interop/qcow2.txt, "Header"), without its extensions. Version 2 has the first 72 bytes.</summary>
internal readonly record struct Qcow2Header : IOnDiskStructure<Qcow2Header>
{
    public const uint Magic = 0x5146_49FB;
    public const int Version2Size = 72;

    /// <summary>The longest L1 table that QEMU opens (block/qcow2.h, QCOW_MAX_L1_SIZE).</summary>
    public const long MaximumL1Length = 32 * 1024 * 1024;

    /// <summary>Incompatible features: the image was not closed well.</summary>
    public const ulong Dirty = 1;

    /// <summary>Incompatible features: the image is known to be damaged.</summary>
    public const ulong Corrupt = 2;

    /// <summary>Incompatible features: <see cref="CompressionType"/> is not that of zlib.</summary>
    public const ulong OtherCompression = 8;

    /// <summary>Compatible features: reference counts may be late.</summary>
    public const ulong LazyRefcounts = 1;

    public static int Size => 112;

    public uint Version { get; init; }

    public ulong BackingFileOffset { get; init; }

    public uint ClusterBits { get; init; }

    public ulong DiskLength { get; init; }

    public uint EncryptionMethod { get; init; }

    public uint L1Count { get; init; }

    public ulong L1Offset { get; init; }

    public ulong RefcountTableOffset { get; init; }

    public uint RefcountTableClusters { get; init; }

    public uint SnapshotCount { get; init; }

    public ulong SnapshotsOffset { get; init; }

    public ulong IncompatibleFeatures { get; init; }

    public ulong CompatibleFeatures { get; init; }

    public uint RefcountOrder { get; init; }

    public uint HeaderLength { get; init; }

    public byte CompressionType { get; init; }

    public static Qcow2Header Read(ReadOnlySpan<byte> source)
    {
        if (source.Length < Version2Size || BinaryPrimitives.ReadUInt32BigEndian(source) != Magic)
        {
            throw new ImageFormatException(DiagnosticIds.DiskImageDamaged, "qcow2", 0, "there is no header. The image is in another format.");
        }

        var version = BinaryPrimitives.ReadUInt32BigEndian(source[4..]);
        var header = new Qcow2Header
        {
            Version = version,
            BackingFileOffset = BinaryPrimitives.ReadUInt64BigEndian(source[8..]),
            ClusterBits = BinaryPrimitives.ReadUInt32BigEndian(source[20..]),
            DiskLength = BinaryPrimitives.ReadUInt64BigEndian(source[24..]),
            EncryptionMethod = BinaryPrimitives.ReadUInt32BigEndian(source[32..]),
            L1Count = BinaryPrimitives.ReadUInt32BigEndian(source[36..]),
            L1Offset = BinaryPrimitives.ReadUInt64BigEndian(source[40..]),
            RefcountTableOffset = BinaryPrimitives.ReadUInt64BigEndian(source[48..]),
            RefcountTableClusters = BinaryPrimitives.ReadUInt32BigEndian(source[56..]),
            SnapshotCount = BinaryPrimitives.ReadUInt32BigEndian(source[60..]),
            SnapshotsOffset = BinaryPrimitives.ReadUInt64BigEndian(source[64..]),
            RefcountOrder = 4,
            HeaderLength = Version2Size,
        };
        if (version < 3 || source.Length < Size)
        {
            return header;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(source[100..]);
        return header with
        {
            IncompatibleFeatures = BinaryPrimitives.ReadUInt64BigEndian(source[72..]),
            CompatibleFeatures = BinaryPrimitives.ReadUInt64BigEndian(source[80..]),
            RefcountOrder = BinaryPrimitives.ReadUInt32BigEndian(source[96..]),
            HeaderLength = length,
            CompressionType = length > 104 ? source[104] : (byte)0,
        };
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(destination, Magic);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Version);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], BackingFileOffset);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], ClusterBits);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], DiskLength);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], EncryptionMethod);
        BinaryPrimitives.WriteUInt32BigEndian(destination[36..], L1Count);
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], L1Offset);
        BinaryPrimitives.WriteUInt64BigEndian(destination[48..], RefcountTableOffset);
        BinaryPrimitives.WriteUInt32BigEndian(destination[56..], RefcountTableClusters);
        BinaryPrimitives.WriteUInt32BigEndian(destination[60..], SnapshotCount);
        BinaryPrimitives.WriteUInt64BigEndian(destination[64..], SnapshotsOffset);
        if (Version < 3)
        {
            return;
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination[72..], IncompatibleFeatures);
        BinaryPrimitives.WriteUInt64BigEndian(destination[80..], CompatibleFeatures);
        BinaryPrimitives.WriteUInt32BigEndian(destination[96..], RefcountOrder);
        BinaryPrimitives.WriteUInt32BigEndian(destination[100..], HeaderLength);
        destination[104] = CompressionType;
    }
}
