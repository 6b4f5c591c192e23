using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs;

/// <summary>
/// Content of which nothing is known: neither holes nor whether it is compressed. A compressor cuts it the same way wherever it comes from, from
/// an extension or from a cache.
/// </summary>
internal sealed class PlainContent(BlobSource inner) : BlobSource
{
    public override long Length => inner.Length;

    protected override void ReadCore(long offset, Span<byte> destination) => inner.Read(offset, destination);
}
