using TalosBoot.Core.Content;

namespace TalosBoot.Testing;

/// <summary>Content that calls back on every read: to cancel, to count, or to fail.</summary>
public sealed class ObservedSource(BlobSource inner, Action<long, int> onRead) : BlobSource
{
    public override long Length => inner.Length;

    public override IReadOnlyList<Extent> Extents => inner.Extents;

    public override ContentKind Kind => inner.Kind;

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        onRead(offset, destination.Length);
        inner.Read(offset, destination);
    }
}
