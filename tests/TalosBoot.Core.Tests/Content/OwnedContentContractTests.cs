using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

[ContractOf("OwnedContent")]
public sealed class OwnedContentContractTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var inner = new SparseImageBuilder().Place(5_000, TestBytes.Noise(20_000), "content").Build(60_000);
        return (new OwnedContent(inner, new ContentSpool()), inner.ToArray());
    }
}
