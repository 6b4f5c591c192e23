using System.Buffers.Binary;
using System.Numerics;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Blocks;
using TalosBoot.Disks.Vhd.OnDisk;

namespace TalosBoot.Disks.Vhd;

/// <summary>Reads fixed and dynamic VHDs.</summary>
public static class VhdReader
{
    const int SectorSize = 512;
    const uint Unused = uint.MaxValue;
    const int MaximumBlockSize = 256 * 1024 * 1024;
    const int MaximumBlockCount = 16 * 1024 * 1024;

    static readonly DiskImageFailure Failure = new("VHD");

    /// <summary>Opens the disk that an image holds.</summary>
    /// <param name="image">The image.</param>
    /// <param name="cancellationToken">Stops the reading of the table.</param>
    /// <exception cref="ImageFormatException">
    /// The image is damaged (TB4601), or holds differences to another one (TB4602), or its disk is too large or lies in too many parts
    /// (TB4002).
    /// </exception>
    public static BlobSource Open(BlobSource image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var footerOffset = image.Length - VhdFooter.Size;
        Failure.Require(footerOffset >= 0, 0, "there is no footer.");
        var footer = OnDiskStructure.Read<VhdFooter>(Read(image, footerOffset, VhdFooter.Size), footerOffset);
        Failure.RequireLength(footer.DiskLength, footerOffset + 48);
        var length = (long)footer.DiskLength;
        switch (footer.Type)
        {
            case VhdFooter.FixedType:
                Failure.Require(length <= footerOffset, footerOffset + 48, $"a disk of {length} bytes does not fit the file.");
                return image.Slice(0, length);
            case VhdFooter.DynamicType:
                return OpenDynamic(image, footer, footerOffset, cancellationToken);
            default:
                throw Failure.Unsupported(
                    footerOffset + 60, $"a VHD of type {footer.Type}, such as one of differences to another (type 4), is not read. Merge it into a full one.");
        }
    }

    static BlobSource OpenDynamic(BlobSource image, VhdFooter footer, long footerOffset, CancellationToken cancellationToken)
    {
        Failure.Require(
            DiskImageFailure.IsWithin(footerOffset, footer.DataOffset, VhdDynamicHeader.Size), footerOffset + 16, "the dynamic header lies beyond the end.");
        var headerOffset = (long)footer.DataOffset;
        var header = OnDiskStructure.Read<VhdDynamicHeader>(Read(image, headerOffset, VhdDynamicHeader.Size), headerOffset);
        var length = (long)footer.DiskLength;
        Failure.Require(
            header.BlockSize is >= SectorSize and <= MaximumBlockSize && BitOperations.IsPow2(header.BlockSize), headerOffset + 32,
            $"blocks of {header.BlockSize} bytes are not possible.");
        var blockSize = (int)header.BlockSize;
        var blockCount = Alignment.DivideUp(length, blockSize);
        Failure.Require(
            header.EntryCount >= blockCount && blockCount <= MaximumBlockCount
                && DiskImageFailure.IsWithin(image.Length, header.TableOffset, blockCount * sizeof(uint)),
            headerOffset + 16,
            "the block allocation table is too short, too long, or lies beyond the end.");
        var table = Read(image, (long)header.TableOffset, checked((int)blockCount * sizeof(uint)));
        var bitmapLength = Alignment.Up(Math.Max(1, blockSize / SectorSize / 8), SectorSize);
        var disk = new PlacedBlocks(image, length, Failure);
        RequireBlocksApart(image, table, blockSize, bitmapLength, length);
        for (var block = 0; block < blockCount; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sector = SectorOf(table, block);
            if (sector != Unused)
            {
                AddBlock(image, disk, ((long)block * blockSize, blockSize, length), (long)sector * SectorSize, bitmapLength);
            }
        }

        return disk.Build();
    }

    static uint SectorOf(byte[] table, int block) => BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(block * sizeof(uint)));

    static void RequireBlocksApart(BlobSource image, byte[] table, int blockSize, int bitmapLength, long diskLength)
    {
        var blocks = new DisjointRanges(Failure, "blocks");
        for (var block = 0; block < table.Length / sizeof(uint); block++)
        {
            var sector = SectorOf(table, block);
            if (sector != Unused)
            {
                var (offset, length) = ((long)sector * SectorSize, bitmapLength + Math.Min(blockSize, diskLength - ((long)block * blockSize)));
                Failure.Require(offset <= image.Length - length, offset, "a block lies beyond the end.");
                blocks.Add(offset, length);
            }
        }

        blocks.Require();
    }

    /// <summary>A sector that the bitmap of its block does not name was never written, and is all zeros.</summary>
    static void AddBlock(BlobSource image, PlacedBlocks disk, (long Offset, int Size, long DiskLength) block, long bitmapOffset, int bitmapLength)
    {
        var bitmap = Read(image, bitmapOffset, bitmapLength);
        var sectors = (int)Alignment.DivideUp(Math.Min(block.Size, block.DiskLength - block.Offset), SectorSize);
        for (var first = Find(bitmap, 0, sectors, isSet: true); first < sectors;)
        {
            var end = Find(bitmap, first, sectors, isSet: false);
            var offset = (long)first * SectorSize;
            disk.Add(block.Offset + offset, bitmapOffset + bitmapLength + offset, (long)(end - first) * SectorSize);
            first = Find(bitmap, end, sectors, isSet: true);
        }
    }

    /// <summary>The first sector from one on whose bit is set, or is not; the end where there is none. The highest bit of a byte is the first.</summary>
    static int Find(ReadOnlySpan<byte> bitmap, int first, int end, bool isSet)
    {
        const int WordBits = 64;
        while (first < end)
        {
            var word = BinaryPrimitives.ReadUInt64BigEndian(bitmap[(first / WordBits * sizeof(ulong))..]);
            var wanted = (isSet ? word : ~word) & (ulong.MaxValue >> (first % WordBits));
            first = (first / WordBits * WordBits) + BitOperations.LeadingZeroCount(wanted);
            if (wanted != 0)
            {
                break;
            }
        }

        return Math.Min(first, end);
    }

    static byte[] Read(BlobSource image, long offset, int length)
    {
        var bytes = new byte[length];
        image.Read(offset, bytes);
        return bytes;
    }
}
