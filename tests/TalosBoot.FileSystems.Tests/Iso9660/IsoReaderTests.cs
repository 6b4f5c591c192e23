using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

[TestFixture]
public class IsoReaderTests
{
    [Test]
    public void Images_of_xorriso_are_read()
    {
        var esp = IsoTrees.Esp();
        var volume = IsoReader.Read(BlobSource.FromBytes(XorrisoImages.Uefi(IsoTrees.Uefi(), esp)));
        Assert.That(volume.VolumeId, Is.EqualTo("TALOS_V1_12_0"));
        Assert.That(volume.VolumeSetId, Is.EqualTo("Talos-v1.12.0"));
        Assert.That(volume.PreparerId, Is.EqualTo("TALOSBOOT"));
        Assert.That(volume.HasRockRidge, Is.True);
        Assert.That(volume.EfiSystemPartition!.ToArray(), Is.EqualTo(esp));
        Assert.That(volume.Partitions.Select(partition => partition.MbrType), Is.EqualTo(new byte[] { 0x83, 0xEF }));
        Assert.That(
            volume.BootEntries.Select(entry => (entry.Platform, entry.IsBootable, entry.SectorCount)),
            Is.EqualTo(new[] { (IsoBootPlatform.Efi, true, 4096) }));
        Assert.That(volume.BootEntries[0].Image.ToArray(), Is.EqualTo(esp));
        AssertHolds(volume.Tree, IsoTrees.Uefi());
    }

    [Test]
    public void Hybrid_images_of_xorriso_are_read()
    {
        var esp = IsoTrees.Esp();
        var volume = IsoReader.Read(BlobSource.FromBytes(XorrisoImages.Hybrid(IsoTrees.Hybrid(), esp, TestBytes.Noise(512))));
        Assert.That(volume.Partitions.Select(partition => partition.Name), Is.EqualTo(new[] { "ISO9660", "Appended2", "Gap1" }));
        Assert.That(volume.EfiSystemPartition!.ToArray(), Is.EqualTo(esp));
        Assert.That(
            volume.BootEntries.Select(entry => (entry.Platform, entry.SectorCount, entry.Image.Length)),
            Is.EqualTo(new[] { (IsoBootPlatform.Bios, 4, 46_981L), (IsoBootPlatform.Efi, 4096, esp.LongLength) }));
        Assert.That(volume.Tree.Find("loader/random-seed")!.Metadata.Mode, Is.EqualTo(IsoTrees.Octal("444")));
        Assert.That(volume.Tree.Find("boot/grub")!.Metadata.Mode, Is.EqualTo(IsoTrees.Octal("555")));
    }

    [Test]
    public void Random_trees_come_back_as_they_were()
    {
        RandomTrees.Samples(40, 80).ToList().ForEach(tree =>
        {
            var volume = IsoReader.Read(IsoImageBuilder.Build(tree, new IsoOptions()));
            AssertHolds(volume.Tree, tree);
        });
    }

    [Test]
    public void Random_trees_come_back_from_both_trees_of_a_bootable_image()
    {
        RandomTrees.Samples(15, 80).ToList().ForEach(tree =>
        {
            var image = IsoImageBuilder.Build(tree, IsoTrees.UefiOptions(IsoTrees.Esp(1)));
            AssertHolds(IsoReader.Read(image).Tree, tree);
            var partition = IsoReader.Read(IsoReader.Read(image).Partitions[0].Content);
            AssertHolds(partition.Tree, tree);
            Assert.That(partition.BootEntries, Is.Empty);
            Assert.That(partition.Partitions, Is.Empty);
        });
    }

    [Test]
    public void Links_of_any_length_and_odd_names_come_back()
    {
        var tree = new FileTree();
        string[] targets =
        [
            "/", "//", "a/", "a//b", "/a/", "..", "./..", "../../x/..", new string('t', 4000), string.Join('/', Enumerable.Range(0, 700)),
        ];
        foreach (var target in targets)
        {
            tree.Set($"link{target.Length}{target[0]}", new SymbolicLink(target));
        }

        tree.Set(new string('n', 255), new SymbolicLink(new string('u', 3000) + "/" + new string('v', 1000)));
        tree.SetFile("\uDC80x\uDCFF\uDCFE", BlobSource.FromText("no UTF-8"));
        tree.SetFile("日本語のファイル.txt", BlobSource.FromText("UTF-8"));
        tree.Set("device", new SpecialFile(SpecialFileKind.BlockDevice, FileMetadata.DefaultFile, 259, 70_000));
        tree.Set("tty", new SpecialFile(SpecialFileKind.CharacterDevice, FileMetadata.DefaultFile, 5, 1));
        tree.Set("socket", new SpecialFile(SpecialFileKind.Socket, FileMetadata.DefaultFile));
        AssertHolds(IsoReader.Read(IsoImageBuilder.Build(tree, new IsoOptions())).Tree, tree);
    }

    [Test]
    public void Genisoimage_volumes_with_moved_directories_are_read()
    {
        using var folder = new TemporaryFolder();
        var tree = IsoTrees.Uefi();
        tree.SetFile("a/b/c/d/e/f/g/h/i/j/deep", BlobSource.FromText("deep"));
        HostTrees.Write(tree, folder["tree"]);
        ForeignTool.Run("genisoimage", "-quiet", "-R", "-U", "-o", folder["out.iso"], folder["tree"]);
        var read = IsoReader.Read(BlobSource.FromFile(folder["out.iso"]));
        Assert.That(read.HasRockRidge, Is.True);
        read.Tree.Remove("rr_moved");
        AssertHolds(read.Tree, tree);
    }

    [Test]
    public void Plain_names_are_read_where_there_is_no_Rock_Ridge()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.SetFile("dir/readme.txt", BlobSource.FromText("hello"));
        tree.SetFile("vmlinuz", BlobSource.FromText("kernel"));
        HostTrees.Write(tree, folder["tree"]);
        ForeignTool.Run("genisoimage", "-quiet", "-o", folder["out.iso"], folder["tree"]);
        var volume = IsoReader.Read(BlobSource.FromFile(folder["out.iso"]));
        Assert.That(volume.HasRockRidge, Is.False);
        Assert.That(volume.Tree.Walk().Select(item => item.Path), Is.EqualTo(new[] { "DIR", "DIR/README.TXT", "VMLINUZ" }));
        Assert.That(((RegularFile)volume.Tree.Find("DIR/README.TXT")!).Content.ToArray(), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(volume.Tree.Find("VMLINUZ")!.Metadata.Mode, Is.EqualTo(IsoTrees.Octal("644")));
    }

    static void AssertHolds(FileTree actual, FileTree expected)
    {
        var description = HostTrees.Describe(actual);
        description.Remove("boot.catalog");
        Assert.That(description, Is.EqualTo(HostTrees.Describe(expected)));
    }
}
