namespace TalosBoot.Core.Content;

/// <summary>Marks content as output of a compressor.</summary>
internal sealed class CompressedBlobSource(BlobSource inner) : BlobSource
{
    public override long Length => inner.Length;

    public override ContentKind Kind => ContentKind.Compressed;

    protected override void ReadCore(long offset, Span<byte> destination) => inner.Read(offset, destination);
}
