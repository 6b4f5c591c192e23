using System.Buffers.Binary;
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
    /// The image is damaged (TB4601), or holds differences to another one (TB4602), or its disk is too large (TB4002).
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
            header.BlockSize is >= SectorSize and <= MaximumBlockSize && System.Numerics.BitOperations.IsPow2(header.BlockSize), headerOffset + 32,
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
        var disk = new PlacedBlocks(image, length);
        var seen = new HashSet<uint>();
        for (var block = 0; block < blockCount; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var sector = BinaryPrimitives.ReadUInt32BigEndian(table.AsSpan(block * sizeof(uint)));
            if (sector != Unused)
            {
                Failure.Require(seen.Add(sector), (long)header.TableOffset + (block * sizeof(uint)), "two blocks lie in one place.");
                AddBlock(image, disk, ((long)block * blockSize, blockSize, length), (long)sector * SectorSize, bitmapLength);
            }
        }

        return disk.Build();
    }

    /// <summary>A sector that the bitmap of its block does not name was never written, and is all zeros.</summary>
    static void AddBlock(BlobSource image, PlacedBlocks disk, (long Offset, int Size, long DiskLength) block, long bitmapOffset, int bitmapLength)
    {
        var length = Math.Min(block.Size, block.DiskLength - block.Offset);
        Failure.Require(bitmapOffset <= image.Length - bitmapLength - length, bitmapOffset, "a block lies beyond the end.");
        var bitmap = Read(image, bitmapOffset, bitmapLength);
        var sectors = Alignment.DivideUp(length, SectorSize);
        for (var sector = 0; sector < sectors; sector++)
        {
            if ((bitmap[sector >> 3] & (0x80 >> (sector & 7))) != 0)
            {
                var offset = (long)sector * SectorSize;
                disk.Add(block.Offset + offset, bitmapOffset + bitmapLength + offset, SectorSize);
            }
        }
    }

    static byte[] Read(BlobSource image, long offset, int length)
    {
        var bytes = new byte[length];
        image.Read(offset, bytes);
        return bytes;
    }
}
