using TalosBoot.Core.Content;

namespace TalosBoot.Inspection.Comparison;

/// <summary>Finds holes of a content, for offsets that only grow.</summary>
/// <param name="content">The content.</param>
internal sealed class HoleFinder(BlobSource content)
{
    readonly IReadOnlyList<Extent> _extents = content.Extents;
    int _next;

    /// <summary>Where the hole ends that an offset lies in; the offset itself where it lies in none.</summary>
    public long EndOfHoleAt(long offset)
    {
        while (_next < _extents.Count && _extents[_next].End <= offset)
        {
            _next++;
        }

        return _next == _extents.Count ? content.Length : Math.Max(offset, _extents[_next].Offset);
    }
}
