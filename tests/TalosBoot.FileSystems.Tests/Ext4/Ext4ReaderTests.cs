using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Tests.Volumes;

namespace TalosBoot.FileSystems.Tests.Ext4;

[TestFixture]
public sealed class Ext4ReaderTests
{
    const long Mebibyte = 1024 * 1024;

    [Test]
    public void A_volume_reads_back_as_the_tree_it_was_made_from([Values(1024, 2048, 4096)] int blockSize)
    {
        var tree = VolumeTrees.Everything(longest: 1000, attribute: 500);
        var volume = Ext4Reader.Read(Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 300 * Mebibyte, BlockSize = blockSize, KeepsTimes = true }));
        Assert.That(volume.Tree.Remove("lost+found"));
        Assert.That(VolumeText.Of(volume.Tree), Is.EqualTo(VolumeText.Of(tree)));
    }

    [Test]
    public void The_same_tree_gives_the_same_bytes()
    {
        var options = new Ext4Options { Size = 600 * Mebibyte };
        var first = Ext4ImageBuilder.Build(VolumeTrees.Everything(), options);
        var second = Ext4ImageBuilder.Build(VolumeTrees.Everything(), options);
        Assert.That(second.Extents, Is.EqualTo(first.Extents));
        Assert.That(VolumeText.Fingerprint(second), Is.EqualTo(VolumeText.Fingerprint(first)));
    }

    [Test]
    public void What_was_read_can_be_written_again()
    {
        var options = new Ext4Options { Size = 100 * Mebibyte, KeepsTimes = true };
        var first = Ext4ImageBuilder.Build(VolumeTrees.Boot(), options);
        var again = Ext4ImageBuilder.Build(Ext4Reader.Read(first).Tree, options);
        Assert.That(VolumeText.Fingerprint(again), Is.EqualTo(VolumeText.Fingerprint(first)));
    }
}
