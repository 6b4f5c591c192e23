using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

[ContractOf("CompressedBlobSource")]
public sealed class CompressedBlobSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(50_000);
        return (BlobSource.FromBytes(bytes).AsCompressed(), bytes);
    }
}
