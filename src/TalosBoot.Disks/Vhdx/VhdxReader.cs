using System.Buffers.Binary;
using System.Numerics;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Vhdx.OnDisk;

namespace TalosBoot.Disks.Vhdx;

/// <summary>Reads VHDX images, fixed and dynamic ([MS-VHDX]).</summary>
public static class VhdxReader
{
    const int MaximumMetadataLength = 16 * 1024 * 1024;

    static readonly DiskImageFailure Failure = new("VHDX");

    /// <summary>Opens the disk that an image holds.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Stops the reading of the table.</param>
    /// <exception cref="ImageFormatException">
    /// The image is damaged (TB4601), holds differences to another one, or has a log that is not written back (TB4602), or its disk is too large
    /// or lies in too many parts (TB4002).
    /// </exception>
    public static BlobSource Open(BlobSource image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        Failure.Require(
            image.Length > VhdxFormat.Mebibyte && Read(image, 0, 8).AsSpan().SequenceEqual("vhdxfile"u8), 0, "there is no file type identifier.");
        if (ReadHeader(image).LogId != Guid.Empty)
        {
            throw Failure.Unsupported(
                VhdxFormat.HeaderOffset, "the image was not closed well: its log must be written back. Attach it once, or convert it: qemu-img convert.");
        }

        var regions = ReadRegions(image);
        var metadataRegion = Region(image, regions, VhdxFormat.MetadataRegion, VhdxFormat.Kibibyte64);
        var metadata = ReadMetadata(image, metadataRegion);
        var entries = VhdxFormat.EntryCount((long)metadata.DiskLength, (int)metadata.SectorSize, (int)metadata.BlockSize);
        var tableRegion = Region(image, regions, VhdxFormat.BlockTableRegion, entries * sizeof(ulong));
        return PlaceBlocks(image, metadata, (long)tableRegion.Offset, cancellationToken);
    }

    static BlobSource PlaceBlocks(BlobSource image, VhdxMetadata metadata, long tableOffset, CancellationToken cancellationToken)
    {
        var (length, blockSize, sectorSize) = ((long)metadata.DiskLength, (int)metadata.BlockSize, (int)metadata.SectorSize);
        var disk = new PlacedBlocks(image, length, Failure);
        var blocks = Alignment.DivideUp(length, blockSize);
        var bytes = new byte[VhdxFormat.Kibibyte64];
        var loaded = -1L;
        var places = new DisjointRanges(Failure, "blocks");
        for (var block = 0L; block < blocks; block++)
        {
            // The table is read in pieces, since that of a large disk is large.
            var position = VhdxFormat.EntryIndex(block, sectorSize, blockSize) * sizeof(ulong);
            if (position / bytes.Length != loaded)
            {
                cancellationToken.ThrowIfCancellationRequested();
                loaded = position / bytes.Length;
                var start = tableOffset + (loaded * bytes.Length);
                image.Read(start, bytes.AsSpan(0, (int)Math.Min(bytes.Length, image.Length - start)), cancellationToken);
            }

            var entry = new VhdxBlockEntry(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((int)(position % bytes.Length))));
            Failure.Require(!entry.IsPartial, tableOffset + position, "a block is said to lie in another image too.");
            if (entry.IsPresent)
            {
                var used = Math.Min(blockSize, length - (block * blockSize));
                Failure.Require(
                    entry.Offset >= VhdxFormat.Mebibyte && DiskImageFailure.IsWithin(image.Length, entry.Offset, used), tableOffset + position,
                    $"a block lies at byte {entry.Offset}, which is none for a block.");
                places.Add((long)entry.Offset, used);
                disk.Add(block * blockSize, (long)entry.Offset, blockSize);
            }
        }

        places.Require();
        return disk.Build();
    }

    /// <summary>The header that counts: the sound one with the greater number.</summary>
    static VhdxHeader ReadHeader(BlobSource image)
    {
        VhdxHeader? best = null;
        for (var index = 0; index < 2; index++)
        {
            try
            {
                var header = VhdxHeader.Read(Read(image, VhdxFormat.HeaderOffset + (index * VhdxFormat.Kibibyte64), VhdxHeader.Size));
                best = best is { } other && other.SequenceNumber >= header.SequenceNumber ? best : header;
            }
            catch (ImageFormatException) when (index == 0 || best is not null)
            {
                // The other one counts; it fails by itself where it is unsound, too.
            }
        }

        return best!.Value;
    }

    static VhdxRegionTable ReadRegions(BlobSource image)
    {
        try
        {
            return VhdxRegionTable.Read(Read(image, VhdxFormat.RegionTableOffset, VhdxRegionTable.Size));
        }
        catch (ImageFormatException)
        {
            return VhdxRegionTable.Read(Read(image, VhdxFormat.RegionTableOffset + VhdxFormat.Kibibyte64, VhdxRegionTable.Size));
        }
    }

    static VhdxRegion Region(BlobSource image, VhdxRegionTable table, Guid id, long minimumLength)
    {
        var region = table.Regions.FirstOrDefault(candidate => candidate.Id == id);
        Failure.Require(
            region.Length >= minimumLength && minimumLength > 0 && region.Offset >= VhdxFormat.Mebibyte
                && DiskImageFailure.IsWithin(image.Length, region.Offset, minimumLength),
            VhdxFormat.RegionTableOffset, $"the region {id} is missing, too short, or beyond the end.");
        return region;
    }

    static VhdxMetadata ReadMetadata(BlobSource image, VhdxRegion region)
    {
        var offset = (long)region.Offset;
        var metadata = VhdxMetadata.Read(Read(image, offset, (int)Math.Min(Math.Min(region.Length, MaximumMetadataLength), image.Length - offset)));
        Failure.Require(
            metadata.SectorSize is 512 or 4096 && metadata.BlockSize is >= VhdxFormat.Mebibyte and <= 256 * VhdxFormat.Mebibyte
                && BitOperations.IsPow2(metadata.BlockSize) && metadata.DiskLength > 0,
            offset, $"a disk of {metadata.DiskLength} bytes, sectors of {metadata.SectorSize} and blocks of {metadata.BlockSize} bytes is not possible.");
        Failure.RequireLength(metadata.DiskLength, offset);
        return metadata.HasParent
            ? throw Failure.Unsupported(offset, "the image holds differences to another one. Merge it into a full one.")
            : metadata;
    }

    static byte[] Read(BlobSource image, long offset, int length)
    {
        Failure.Require(offset <= image.Length - length, offset, "the end comes too early.");
        var bytes = new byte[length];
        image.Read(offset, bytes);
        return bytes;
    }
}
