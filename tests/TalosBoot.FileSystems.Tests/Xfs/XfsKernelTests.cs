using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Xfs;

[TestFixture]
public sealed class XfsKernelTests
{
    const long Mebibyte = 1024 * 1024;

    [TestCase(XfsFeatureSet.Lts61, 512)]
    [TestCase(XfsFeatureSet.Lts66, 512)]
    [TestCase(XfsFeatureSet.Lts618, 512)]
    [TestCase(XfsFeatureSet.Lts618, 4096)]
    public async Task A_kernel_mounts_a_volume_and_leaves_it_sound(XfsFeatureSet features, int sectorSize)
    {
        using var folder = new TemporaryFolder();
        var tree = VolumeTrees.Everything();
        await XfsImageBuilder.Build(tree, XfsOptions.ForBootPartition(1000 * Mebibyte, features, sectorSize)).WriteToFileAsync(folder["volume"]);
        KernelVolume.Exercise(folder, folder["volume"], "xfs", tree);
        XfsPrograms.Check(folder["volume"]);

        // What the kernel made of it is read by our reader too.
        Assert.That(XfsReader.Read(BlobSource.FromFile(folder["volume"])).Tree.Find("A/vmlinuz"), Is.Not.Null);
    }
}
