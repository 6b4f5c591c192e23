using System.Buffers.Binary;
using System.IO.Compression;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Vmdk.OnDisk;

namespace TalosBoot.Disks.Vmdk;

/// <summary>Reads VMDKs that are one sparse file: stream-optimized ones and those that grow ("monolithicSparse").</summary>
public static class VmdkReader
{
    const string Format = "VMDK";

    // The largest grain that VMware knows is 64 KiB; QEMU makes none larger either.
    const int MaximumGrainSectors = 2048;
    const int MaximumEntriesPerTable = 512;

    static readonly DiskImageFailure Failure = new(Format);

    /// <summary>Opens the disk that an image holds. The tables are read now, and grains when the disk is read.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Stops the reading of the tables.</param>
    /// <exception cref="ImageFormatException">
    /// The image is damaged (TB4601), or of a kind that is not read (TB4602), or its disk is too large or lies in too many parts (TB4002).
    /// </exception>
    public static BlobSource Open(BlobSource image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var header = ReadHeader(image);
        var grainSize = (int)header.GrainSize * VmdkFormat.SectorSize;
        var isCompressed = (header.Flags & VmdkHeader.CompressedFlag) != 0;
        var length = (long)header.Capacity * VmdkFormat.SectorSize;
        var entriesPerTable = (int)header.EntriesPerTable;
        var tableCount = Alignment.DivideUp(Alignment.DivideUp(length, grainSize), entriesPerTable);
        Failure.RequireParts(tableCount, 44);
        var directory = ReadTable(image, (long)header.DirectoryOffset, tableCount);
        var disk = new PlacedBlocks(image, length, Failure);
        var grains = new DecodedBlocks(grainSize, offset => Decode(image, offset, grainSize, length));
        var plain = new DisjointRanges(Failure, "grains");
        RequireTablesApart(directory, entriesPerTable);
        for (var index = 0; index < directory.Length; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (directory[index] == 0)
            {
                continue;
            }

            var table = ReadTable(image, directory[index], entriesPerTable);
            for (var entry = 0; entry < table.Length; entry++)
            {
                var offset = (((long)index * entriesPerTable) + entry) * grainSize;

                // 0 is a grain that was never written, and 1 one that was written with zeros.
                if (table[entry] <= 1 || offset >= length)
                {
                    continue;
                }

                var position = (long)table[entry] * VmdkFormat.SectorSize;
                var needed = isCompressed ? VmdkFormat.GrainHeaderSize : Math.Min(grainSize, length - offset);
                Failure.Require(position <= image.Length - needed, position, "a grain lies beyond the end.");
                if (isCompressed)
                {
                    disk.Add(offset, grains, position, grainSize);
                }
                else
                {
                    plain.Add(position, needed);
                    disk.Add(offset, position, grainSize);
                }
            }
        }

        plain.Require();
        return disk.Build();
    }

    static void RequireTablesApart(uint[] directory, int entriesPerTable)
    {
        var tables = new DisjointRanges(Failure, "grain tables");
        foreach (var sector in directory)
        {
            if (sector != 0)
            {
                tables.Add((long)sector * VmdkFormat.SectorSize, entriesPerTable * sizeof(uint));
            }
        }

        tables.Require();
    }

    static VmdkHeader ReadHeader(BlobSource image)
    {
        Failure.Require(image.Length >= VmdkHeader.Size, 0, "there is no header.");
        var header = VmdkHeader.Read(Read(image, 0, VmdkHeader.Size));
        if (header.DirectoryOffset == VmdkFormat.DirectoryAtEnd)
        {
            // The footer is the last sector but one, behind its marker; the last one marks the end.
            var footer = image.Length - (2 * VmdkHeader.Size);
            Failure.Require(footer > 0, 0, "the footer is missing.");
            header = OnDiskStructure.Read<VmdkHeader>(Read(image, footer, VmdkHeader.Size), footer);
        }

        Failure.Require(header.Version is >= 1 and <= 3, 4, $"version {header.Version} is not known.");
        Failure.Require(
            header.GrainSize is >= 1 and <= MaximumGrainSectors && header.EntriesPerTable is >= 1 and <= MaximumEntriesPerTable, 20,
            $"grains of {header.GrainSize} sectors, {header.EntriesPerTable} of them in a table, are not possible.");
        Failure.RequireLength(header.Capacity > long.MaxValue / VmdkFormat.SectorSize ? ulong.MaxValue : header.Capacity * VmdkFormat.SectorSize, 12);
        return (header.Flags & VmdkHeader.CompressedFlag) != 0 && header.CompressAlgorithm != VmdkHeader.Deflate
            ? throw Failure.Unsupported(77, $"the compression {header.CompressAlgorithm} is not known.")
            : header;
    }

    static uint[] ReadTable(BlobSource image, long sector, long count)
    {
        var length = count * sizeof(uint);
        Failure.Require(
            sector > 0 && sector <= (image.Length - length) / VmdkFormat.SectorSize && length <= int.MaxValue, 56,
            $"a table of {count} entries at sector {sector} reaches beyond the end.");
        var bytes = Read(image, sector * VmdkFormat.SectorSize, (int)length);
        var result = new uint[count];
        for (var index = 0; index < result.Length; index++)
        {
            result[index] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(index * sizeof(uint)));
        }

        return result;
    }

    static byte[] Decode(BlobSource image, long offset, int grainSize, long diskLength)
    {
        var marker = Read(image, offset, VmdkFormat.GrainHeaderSize);
        var diskOffset = BinaryPrimitives.ReadUInt64LittleEndian(marker) * VmdkFormat.SectorSize;
        var length = BinaryPrimitives.ReadInt32LittleEndian(marker.AsSpan(8));

        // A grain that does not shrink is a little longer than it would be by itself.
        Failure.Require(
            length > 0 && length <= (2 * grainSize) + 1024 && offset <= image.Length - VmdkFormat.GrainHeaderSize - length
                && diskOffset < (ulong)diskLength,
            offset, $"a grain of {length} bytes is not possible.");
        var grain = new byte[grainSize];
        var wanted = (int)Math.Min(grainSize, diskLength - (long)diskOffset);
        try
        {
            using var stream = new ZLibStream(
                new MemoryStream(Read(image, offset + VmdkFormat.GrainHeaderSize, length)), CompressionMode.Decompress);
            stream.ReadExactly(grain.AsSpan(0, wanted));
            return grain;
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new ImageFormatException(DiagnosticIds.CompressedDataDamaged, Format, offset, "a grain is damaged.", exception);
        }
    }

    static byte[] Read(BlobSource image, long offset, int length)
    {
        var bytes = new byte[length];
        image.Read(offset, bytes);
        return bytes;
    }
}
