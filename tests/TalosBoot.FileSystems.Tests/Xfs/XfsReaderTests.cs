using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Xfs;

namespace TalosBoot.FileSystems.Tests.Xfs;

[TestFixture]
public sealed class XfsReaderTests
{
    const long Mebibyte = 1024 * 1024;

    [Test]
    public void A_volume_reads_back_as_the_tree_it_was_made_from([Values] XfsFeatureSet features)
    {
        var tree = VolumeTrees.Everything();
        var volume = XfsReader.Read(XfsImageBuilder.Build(tree, new XfsOptions { Size = 1000 * Mebibyte, Features = features }));
        Assert.That(VolumeText.Of(volume.Tree), Is.EqualTo(VolumeText.Of(tree)));
    }

    [Test]
    public void A_volume_tells_what_it_is()
    {
        var volume = XfsReader.Read(XfsImageBuilder.Build(VolumeTrees.Boot(), XfsOptions.ForBootPartition(2000 * Mebibyte, XfsFeatureSet.Lts612)));
        Assert.That(volume with { Tree = null! }, Is.EqualTo(new XfsVolume
        {
            Label = "BOOT",
            Uuid = new Guid("24c73076-4092-85dd-9d98-686a2dbf6d81"),
            BlockSize = 4096,
            SectorSize = 512,
            BlockCount = 512_000,
            FreeBlocks = 495_554,
            InodeCount = 128,
            FreeInodes = 120,
            GroupCount = 4,
            GroupBlocks = 128_000,
            ReadOnlyFeatures = 0x0F,
            IncompatibleFeatures = 0x2B,
            Tree = null!,
        }));
    }

    [Test]
    public void The_same_tree_gives_the_same_bytes()
    {
        var options = new XfsOptions { Size = 500 * Mebibyte };
        var first = XfsImageBuilder.Build(VolumeTrees.Everything(), options);
        var second = XfsImageBuilder.Build(VolumeTrees.Everything(), options);
        Assert.That(second.Extents, Is.EqualTo(first.Extents));
        Assert.That(VolumeText.Fingerprint(second), Is.EqualTo(VolumeText.Fingerprint(first)));
    }
}
