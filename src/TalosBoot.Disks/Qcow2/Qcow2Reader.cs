using System.Buffers.Binary;
using System.IO.Compression;
using TalosBoot.Compression;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Qcow2.OnDisk;

namespace TalosBoot.Disks.Qcow2;

/// <summary>Reads qcow2 images of versions 2 and 3, with clusters as they are or compressed.</summary>
public static class Qcow2Reader
{
    const string Format = "qcow2";

    static readonly DiskImageFailure Failure = new(Format);

    /// <summary>Opens the disk that an image holds. The tables are read now, and clusters when the disk is read.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Stops the reading of the tables.</param>
    /// <exception cref="ImageFormatException">
    /// The image is damaged (TB4601), or needs a backing file, a password or another file (TB4602), or its disk is too large or lies
    /// in too many parts (TB4002).
    /// </exception>
    public static BlobSource Open(BlobSource image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var header = ReadHeader(image);
        var clusterBits = (int)header.ClusterBits;
        var clusterSize = 1 << clusterBits;
        var entriesPerTable = clusterSize / Qcow2Entry.Size;
        var l1Length = (long)header.L1Count * Qcow2Entry.Size;
        var needed = Alignment.DivideUp(Alignment.DivideUp((long)header.DiskLength, clusterSize), entriesPerTable);
        Failure.Require(
            l1Length <= Qcow2Header.MaximumL1Length && header.L1Count >= needed && DiskImageFailure.IsWithin(image.Length, header.L1Offset, l1Length), 36,
            $"the L1 table of {header.L1Count} entries at byte {header.L1Offset} is too large, too small, or beyond the end.");
        var l1 = ReadTable(image, (long)header.L1Offset, (int)header.L1Count);
        var disk = new PlacedBlocks(image, (long)header.DiskLength, Failure);
        var decoded = new DecodedBlocks(clusterSize, offset => Decode(image, offset, header));
        var seen = new HashSet<long>();
        for (var index = 0; index < needed; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = new Qcow2Entry(l1[index]);
            if (entry.Offset == 0)
            {
                continue;
            }

            Failure.Require(
                entry.Offset % clusterSize == 0 && entry.Offset <= image.Length - clusterSize && seen.Add(entry.Offset),
                (long)header.L1Offset + ((long)index * Qcow2Entry.Size), "an L1 entry names no L2 table, or one that another entry names.");
            var l2 = ReadTable(image, entry.Offset, entriesPerTable);
            AddClusters(image, disk, decoded, header, l2, (long)index * entriesPerTable * clusterSize, entry.Offset);
        }

        return disk.Build();
    }

    static void AddClusters(
        BlobSource image, PlacedBlocks disk, DecodedBlocks decoded, Qcow2Header header, ulong[] table, long diskOffset, long tableOffset)
    {
        var clusterSize = 1 << (int)header.ClusterBits;
        for (var index = 0; index < table.Length && diskOffset < (long)header.DiskLength; index++, diskOffset += clusterSize)
        {
            var entry = new Qcow2Entry(table[index]);
            if (entry.IsCompressed)
            {
                // What says how to decode the cluster is the entry itself, so its place is the entry's.
                disk.Add(diskOffset, decoded, tableOffset + ((long)index * Qcow2Entry.Size), clusterSize);
            }
            else if (entry.Offset != 0 && !(header.Version >= 3 && entry.IsZero))
            {
                var length = Math.Min(clusterSize, (long)header.DiskLength - diskOffset);
                Failure.Require(
                    entry.Offset % clusterSize == 0 && entry.Offset <= image.Length - length, tableOffset + ((long)index * Qcow2Entry.Size),
                    $"a cluster lies at byte {entry.Offset}, which is none that a cluster starts at, or beyond the end.");
                disk.Add(diskOffset, entry.Offset, clusterSize);
            }
        }
    }

    static Qcow2Header ReadHeader(BlobSource image)
    {
        var bytes = new byte[(int)Math.Min(Qcow2Header.Size, image.Length)];
        image.Read(0, bytes);
        var header = Qcow2Header.Read(bytes);
        Failure.Require(header.Version is 2 or 3, 4, $"version {header.Version} is not 2 or 3.");
        Failure.Require(header.ClusterBits is >= 9 and <= 21, 20, $"clusters of 2^{header.ClusterBits} bytes are not possible.");
        Failure.RequireLength(header.DiskLength, 24);
        if (header.BackingFileOffset != 0)
        {
            throw Failure.Unsupported(8, "the image is made of differences to a backing file. Flatten it first: qemu-img convert -O qcow2.");
        }

        if (header.EncryptionMethod != 0)
        {
            throw Failure.Unsupported(32, "the image is encrypted. Decrypt it first: qemu-img convert.");
        }

        var unknown = header.IncompatibleFeatures & ~(Qcow2Header.Dirty | Qcow2Header.Corrupt | Qcow2Header.OtherCompression);
        return unknown != 0
            ? throw Failure.Unsupported(72, $"the image uses the features 0x{unknown:x}, such as an external data file. Convert it: qemu-img convert -O qcow2.")
            : header.CompressionType <= 1 ? header : throw Failure.Unsupported(104, $"the compression type {header.CompressionType} is not known.");
    }

    static ulong[] ReadTable(BlobSource image, long offset, int count)
    {
        var bytes = new byte[count * Qcow2Entry.Size];
        image.Read(offset, bytes);
        var result = new ulong[count];
        for (var index = 0; index < count; index++)
        {
            result[index] = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(index * Qcow2Entry.Size));
        }

        return result;
    }

    static byte[] Decode(BlobSource image, long entryOffset, Qcow2Header header)
    {
        Span<byte> value = stackalloc byte[Qcow2Entry.Size];
        image.Read(entryOffset, value);
        var (offset, length) = new Qcow2Entry(BinaryPrimitives.ReadUInt64BigEndian(value)).CompressedRange((int)header.ClusterBits);
        Failure.Require(offset < image.Length, entryOffset, $"a compressed cluster lies at byte {offset}, beyond the end.");
        length = (int)Math.Min(length, image.Length - offset);
        var bytes = new byte[length];
        image.Read(offset, bytes);
        var cluster = new byte[1 << (int)header.ClusterBits];
        try
        {
            using var input = new MemoryStream(bytes);
            using var stream = header.CompressionType == 0
                ? (Stream)new DeflateStream(input, CompressionMode.Decompress)
                : Decompressor.Open(input, CompressionFormat.Zstd);
            stream.ReadExactly(cluster);
            return cluster;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new ImageFormatException(DiagnosticIds.CompressedDataDamaged, Format, offset, "a compressed cluster is damaged.", exception);
        }
    }
}
