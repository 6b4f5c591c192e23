using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests;

[ContractOf("PlainContent")]
public sealed class PlainContentTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var inner = new SparseImageBuilder().Place(5_000, BlobSource.FromBytes(TestBytes.Noise(20_000)).AsCompressed(), "content").Build(60_000);
        return (new PlainContent(inner), inner.ToArray());
    }
}
