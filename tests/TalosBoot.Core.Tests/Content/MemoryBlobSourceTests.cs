using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

[ContractOf("MemoryBlobSource")]
public sealed class MemoryBlobSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(5000);
        return (BlobSource.FromBytes(bytes), bytes);
    }
}
