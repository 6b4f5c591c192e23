namespace TalosBoot.Core.Content;

/// <summary>A part of another source.</summary>
internal sealed class SliceSource(BlobSource inner, long start, long length) : SparseSource
{
    // Kept only where there are several: most slices are files of an archive that has no holes, and there may be a million of them.
    List<Extent>? _extents;

    public override long Length => length;

    public override ContentKind Kind => inner.Kind;

    public override IReadOnlyList<Extent> Extents => _extents ?? CutExtents();

    protected override void ReadCore(long offset, Span<byte> destination) => inner.Read(start + offset, destination);

    List<Extent> CutExtents()
    {
        var result = new List<Extent>();
        foreach (var extent in inner.Extents)
        {
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
}
