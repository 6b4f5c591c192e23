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

    public uint Count => count;

    /// <summary>Reads an entry, whose index is below the count.</summary>
    public T this[uint index]
    {
        get
        {
            var place = (long)index * T.Size;
            var pointer = image.Read<BlockPointer>(pointers + (ulong)(place / MetadataWriter.BlockSize * BlockPointer.Size)).Position;
            if (pointer > (ulong)image.End)
            {
                throw SquashFsFailure.Invalid(image.End, $"a table has a block at byte {pointer}, and the image ends at byte {image.End}.");
            }

            var content = _blocks.ReadBlock((long)pointer).Content;
            var offset = (int)(place % MetadataWriter.BlockSize);
            return offset <= content.Length - T.Size
                ? T.Read(content.AsSpan(offset))
                : throw SquashFsFailure.Invalid((long)pointer, $"a table's block has {content.Length} bytes, and entry {index} was to be at {offset}.");
        }
    }
}
