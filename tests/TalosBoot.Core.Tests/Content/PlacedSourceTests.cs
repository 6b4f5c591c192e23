using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

[ContractOf("PlacedSource")]
public sealed class PlacedSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var expected = new byte[10_000];
        TestBytes.Noise(100).CopyTo(expected, 0);
        TestBytes.Noise(2000, 2).CopyTo(expected, 100);
        TestBytes.Noise(3000, 3).CopyTo(expected, 6000);
        var source = new SparseImageBuilder()
            .Place(6000, TestBytes.Noise(3000, 3), "third")
            .Place(0, TestBytes.Noise(100), "first")
            .Place(100, BlobSource.FromBytes(TestBytes.Noise(2000, 2)).AsCompressed(), "second")
            .Build(10_000);
        return (source, expected);
    }
}
