using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>Tells what is known about one stretch of a content after the other.</summary>
internal sealed class ExtentCursor(BlobSource content)
{
    readonly IReadOnlyList<Extent> _extents = content.Extents;
    int _next;

    /// <summary>Whether the stretch is a hole, or wholly known not to shrink. Stretches must be asked for in ascending order.</summary>
    public (bool IsHole, bool IsIncompressible) Next(long offset, int length)
    {
        while (_next < _extents.Count && _extents[_next].End <= offset)
        {
            _next++;
        }

        if (_next == _extents.Count || _extents[_next].Offset >= offset + length)
        {
            return (true, false);
        }

        var extent = _extents[_next];
        return (false, extent.Kind == ContentKind.Compressed && extent.Offset <= offset && extent.End >= offset + length);
    }
}
