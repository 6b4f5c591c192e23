using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatVolumeSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        using var folder = new TemporaryFolder();
        var options = new FatOptions { Size = 3 * 1024 * 1024, Label = "CONTRACT" };
        var tree = FatTrees.EfiSystemPartition(200_000);
        tree.Remove("loader/random-seed");
        var reference = FatReference.Format(folder, options);
        FatReference.Populate(folder, reference, tree);
        return (FatImageBuilder.Build(tree, options), File.ReadAllBytes(reference));
    }
}
