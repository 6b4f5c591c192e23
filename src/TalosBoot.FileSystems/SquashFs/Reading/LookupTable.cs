using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.SquashFs.OnDisk;
using TalosBoot.FileSystems.SquashFs.Writing;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>A table of entries of one size that is found through an array of block positions (docs/formats/squashfs.md).</summary>
/// <param name="image">The image.</param>
/// <param name="pointers">Where the array is.</param>
/// <param name="count">The entries.</param>
internal sealed class LookupTable<T>(SquashFsImage image, ulong pointers, uint count)
    where T : struct, IOnDiskStructure<T>
{
    readonly MetadataTable _blocks = new(image, 0, image.End);

    // Inodes that follow each other mostly have entries of one block.
    long _lastBlock = -1;
    (ulong Position, byte[] Content) _last;

    public uint Count => count;

    /// <summary>Reads an entry, whose index is below the count.</summary>
    public T this[uint index]
    {
        get
        {
            var place = (long)index * T.Size;
            if (place / MetadataWriter.BlockSize != _lastBlock)
            {
                _last = ReadBlock(place / MetadataWriter.BlockSize);
                _lastBlock = place / MetadataWriter.BlockSize;
            }

            var offset = (int)(place % MetadataWriter.BlockSize);
            return offset <= _last.Content.Length - T.Size
                ? T.Read(_last.Content.AsSpan(offset))
                : throw SquashFsFailure.Invalid((long)_last.Position, $"a table's block has {_last.Content.Length} bytes, and entry {index} was to be at {offset}.");
        }
    }

    (ulong Position, byte[] Content) ReadBlock(long block)
    {
        var pointer = image.Read<BlockPointer>(pointers + (ulong)(block * BlockPointer.Size)).Position;
        return pointer <= (ulong)image.End
            ? (pointer, _blocks.ReadBlock((long)pointer).Content)
            : throw SquashFsFailure.Invalid(image.End, $"a table has a block at byte {pointer}, and the image ends at byte {image.End}.");
    }
}
