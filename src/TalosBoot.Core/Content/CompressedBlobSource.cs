namespace TalosBoot.Core.Content;

/// <summary>Marks content as output of a compressor.</summary>
internal sealed class CompressedBlobSource(BlobSource inner) : BlobSource
{
    public override long Length => inner.Length;

    public override ContentKind Kind => ContentKind.Compressed;

    internal override void CloseFiles() => inner.CloseFiles();

    protected override void ReadCore(long offset, Span<byte> destination) => inner.Read(offset, destination);
}
