using TalosBoot.Core.Content;

namespace TalosBoot.Disks.Blocks;

/// <summary>One compressed block of a disk image, decoded when it is read.</summary>
/// <param name="blocks">Decodes it.</param>
/// <param name="position">Where it lies in the image.</param>
/// <param name="length">How many of its bytes are within the disk.</param>
internal sealed class DecodedBlock(DecodedBlocks blocks, long position, int length) : BlobSource
{
    public override long Length => length;

    protected override void ReadCore(long offset, Span<byte> destination) =>
        blocks.Get(position).AsSpan((int)offset, destination.Length).CopyTo(destination);
}
