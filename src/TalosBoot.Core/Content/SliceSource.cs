namespace TalosBoot.Core.Content;

/// <summary>A part of another source.</summary>
internal sealed class SliceSource(BlobSource inner, long start, long length) : SparseSource
{
    IReadOnlyList<Extent>? _extents;

    public override long Length => length;

    public override ContentKind Kind => inner.Kind;

    public override IReadOnlyList<Extent> Extents => _extents ??= CutExtents();

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

        return result;
    }
}
