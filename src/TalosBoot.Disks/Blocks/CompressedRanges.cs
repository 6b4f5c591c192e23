using TalosBoot.Core.Content;

namespace TalosBoot.Disks.Blocks;

/// <summary>Tells which ranges of a disk are known not to shrink. Thread-safe.</summary>
internal sealed class CompressedRanges(BlobSource disk)
{
    readonly Extent[] _extents = [.. disk.Extents.Where(extent => extent.Kind == ContentKind.Compressed)];

    /// <summary>Whether a range lies within one extent that is compressed.</summary>
    public bool Cover(long offset, long length)
    {
        var (low, high) = (0, _extents.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_extents[middle].End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low < _extents.Length && _extents[low].Offset <= offset && offset + length <= _extents[low].End;
    }
}
