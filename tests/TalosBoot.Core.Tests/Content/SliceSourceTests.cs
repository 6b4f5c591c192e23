using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

[ContractOf("SliceSource")]
public sealed class SliceSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var whole = new SparseImageBuilder().Place(50, TestBytes.Noise(100), "a").Place(300, TestBytes.Noise(500, 2), "b").Build(1000);
        return (whole.Slice(100, 400), whole.ToArray()[100..500]);
    }

    [Test]
    public void Extents_are_cut_at_both_ends()
    {
        var (source, _) = Create();
        Assert.That(source.Extents, Is.EqualTo(new[] { new Extent(0, 50, ContentKind.Data), new Extent(200, 200, ContentKind.Data) }));
    }
}
