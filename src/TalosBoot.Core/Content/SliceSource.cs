namespace TalosBoot.Core.Content;

/// <summary>A part of another source.</summary>
internal sealed class SliceSource(BlobSource inner, long start, long length) : BlobSource
{
    // Kept only where there are several: most slices are files of an archive that has no holes, and there may be a million of them.
    List<Extent>? _extents;

    public override long Length => length;

    public override ContentKind Kind => inner.Kind;

    public override IReadOnlyList<Extent> Extents => _extents ?? CutExtents();

    internal override void CloseFiles() => inner.CloseFiles();

    protected override void ReadCore(long offset, Span<byte> destination) => inner.Read(start + offset, destination);

    List<Extent> CutExtents()
    {
        var result = new List<Extent>();
        var extents = inner.Extents;
        for (var index = FirstEndingBehind(extents, start); index < extents.Count && extents[index].Offset < start + length; index++)
        {
            var extent = extents[index];
            var from = Math.Max(extent.Offset, start);
            var to = Math.Min(extent.End, start + length);
            if (from < to)
            {
                result.Add(new Extent(from - start, to - from, extent.Kind));
            }
        }

        _extents = result.Count > 1 ? result : null;
        return result;
    }

    /// <summary>The first extent of interest. A volume has as many extents as files, and each file asks for its own.</summary>
    static int FirstEndingBehind(IReadOnlyList<Extent> extents, long offset)
    {
        var (low, high) = (0, extents.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (extents[middle].End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
