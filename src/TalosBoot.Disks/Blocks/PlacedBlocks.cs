using TalosBoot.Core.Content;

namespace TalosBoot.Disks.Blocks;

/// <summary>
/// Puts a disk together from the blocks of an image: blocks that lie one behind the other, in the disk and in the image, become one part.
/// </summary>
/// <param name="image">The image.</param>
/// <param name="diskLength">The bytes of the disk. What a block has beyond is left out.</param>
/// <param name="failure">Makes the failures of a disk in too many parts, and of one that is far larger than its image.</param>
internal sealed class PlacedBlocks(BlobSource image, long diskLength, DiskImageFailure failure)
{
    readonly SparseImageBuilder _disk = new();
    long _diskOffset;
    long _imageOffset;
    long _length;
    long _placed;
    int _count;

    /// <summary>Adds a stretch that lies in the image as it is. Stretches come in the order of the disk.</summary>
    public void Add(long diskOffset, long imageOffset, long length)
    {
        length = Math.Min(length, diskLength - diskOffset);
        if (_length > 0 && diskOffset == _diskOffset + _length && imageOffset == _imageOffset + _length)
        {
            _length += length;
            return;
        }

        Flush();
        (_diskOffset, _imageOffset, _length) = (diskOffset, imageOffset, length);
    }

    /// <summary>Adds a block that must be decoded.</summary>
    public void Add(long diskOffset, DecodedBlocks blocks, long imageOffset, int blockSize) => Place(
        diskOffset, imageOffset, new DecodedBlock(blocks, imageOffset, (int)Math.Min(blockSize, diskLength - diskOffset)), "block");

    /// <summary>The disk.</summary>
    public BlobSource Build()
    {
        Flush();
        return _disk.Build(diskLength);
    }

    void Flush()
    {
        if (_length > 0)
        {
            Place(_diskOffset, _imageOffset, image.Slice(_imageOffset, _length), "blocks");
        }

        _length = 0;
    }

    void Place(long diskOffset, long imageOffset, BlobSource content, string name)
    {
        _placed += content.Length;
        failure.RequireParts(++_count, imageOffset);
        failure.RequireData(_placed, image.Length, imageOffset);
        _disk.Place(diskOffset, content, name);
    }
}
