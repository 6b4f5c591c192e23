using TalosBoot.Core.Content;
using TalosBoot.Disks.Blocks;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.Formats;

[ContractOf("DecodedBlock")]
public sealed class DecodedBlockTests : BlobSourceContract
{
    const int BlockSize = 65_536;

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        // The last block of a disk is cut where the disk ends.
        var bytes = TestBytes.Noise(BlockSize);
        return (new DecodedBlock(new DecodedBlocks(BlockSize, _ => bytes.ToArray()), 4096, BlockSize - 1000), bytes[..^1000]);
    }
}
