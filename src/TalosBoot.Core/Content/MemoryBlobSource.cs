namespace TalosBoot.Core.Content;

internal sealed class MemoryBlobSource(ReadOnlyMemory<byte> bytes) : BlobSource
{
    public override long Length => bytes.Length;

    protected override void ReadCore(long offset, Span<byte> destination) =>
        bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
