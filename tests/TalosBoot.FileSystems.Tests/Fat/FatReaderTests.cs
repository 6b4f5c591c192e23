using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatReaderTests
{
    const int Mebibyte = 1024 * 1024;

    static IEnumerable<TestCaseData> Volumes()
    {
        yield return new TestCaseData(new FatOptions { Size = 1440 * 1024 }).SetArgDisplayNames("fat12");
        var fat16 = new FatOptions { Size = 20 * Mebibyte, Type = FatType.Fat16, Label = "SIXTEEN" };
        yield return new TestCaseData(fat16).SetArgDisplayNames("fat16");
        yield return new TestCaseData(FatOptions.ForEfiSystemPartition(40 * Mebibyte)).SetArgDisplayNames("fat32");
        yield return new TestCaseData(FatOptions.ForEfiSystemPartition(300 * Mebibyte, 4096)).SetArgDisplayNames("fat32_4096");
    }

    [TestCaseSource(nameof(Volumes))]
    public void A_fragmented_volume_of_mcopy_is_read(FatOptions options)
    {
        using var folder = new TemporaryFolder();
        var path = FatReference.Format(folder, options);
        var cluster = FatReader.Read(BlobSource.FromFile(path)).ClusterSize;
        var small = Enumerable.Range(0, 30)
            .Select(number => folder.WriteFile($"small {number:d2}.bin", TestBytes.Noise(cluster, (ulong)number))).ToArray();
        var large = TestBytes.Noise((20 * cluster) + 5, 99);
        ForeignTool.Run("mcopy", ["-i", path, .. small, "::"]);
        ForeignTool.Run("mdel", ["-i", path, .. small.Where((_, index) => index % 2 == 0).Select(name => "::" + Path.GetFileName(name))]);

        // With FAT32, mcopy goes on where it stopped, and goes back to the gaps only when all behind is full.
        if (options.Type == FatType.Fat32)
        {
            FillTail(folder, path, cluster);
        }

        ForeignTool.Run("mcopy", "-i", path, folder.WriteFile("large", large), "::");

        var volume = FatReader.Read(BlobSource.FromFile(path));
        var file = (RegularFile)volume.Tree.Find("large")!;
        Assert.That(file.Content.ToArray(), Is.EqualTo(large));
        Assert.That(file.Content.GetType().Name, Is.EqualTo("PlacedSource"), "the file is not fragmented");
        Assert.That(((RegularFile)volume.Tree.Find("small 07.bin")!).Content.ToArray(), Is.EqualTo(TestBytes.Noise(cluster, 7)));
        Assert.That(volume.Tree.Find("small 06.bin"), Is.Null);
        Assert.That((volume.Label, volume.SerialNumber), Is.EqualTo((options.Label, 0x1234ABCDu)));
        Assert.That((volume.Type, volume.SectorSize), Is.EqualTo((options.Type ?? FatType.Fat12, options.SectorSize)));
    }

    static void FillTail(TemporaryFolder folder, string path, int cluster)
    {
        var clusters = FatReader.Read(BlobSource.FromFile(path)).ClusterCount;
        var filler = folder["filler"];
        using (var file = File.Create(filler))
        {
            // All but the root directory, the 15 files, the 15 gaps, and ten more.
            file.SetLength((clusters - 1 - 30 - 10) * cluster);
        }

        ForeignTool.Run("mcopy", "-i", path, filler, "::");
    }

    [Test]
    public void A_contiguous_file_is_a_part_of_the_volume()
    {
        var content = TestBytes.Noise(100_000);
        var tree = new FileTree();
        tree.SetFile("EFI/Linux/Talos.efi", BlobSource.FromBytes(content));
        var reads = new List<(long, int)>();
        var volume = new ObservedSource(
            FatImageBuilder.Build(tree, FatOptions.ForEfiSystemPartition(40 * Mebibyte)), (offset, length) => reads.Add((offset, length)));
        var file = (RegularFile)FatReader.Read(volume).Tree.Find("EFI/Linux/Talos.efi")!;
        Assert.That(reads.Sum(read => read.Item2), Is.LessThan(70_000), "the content was read");
        reads.Clear();
        Assert.That(file.Content.ToArray(), Is.EqualTo(content));
        Assert.That(reads, Has.Count.EqualTo(1));
    }

    [TestCaseSource(nameof(Volumes))]
    public async Task Any_tree_is_read_by_mcopy_and_by_the_reader(FatOptions options)
    {
        foreach (var tree in FatTrees.Samples(FatTrees.Random, 4))
        {
            using var folder = new TemporaryFolder();
            var volume = FatImageBuilder.Build(tree, options);
            var path = folder["volume.img"];
            await volume.WriteToFileAsync(path);
            FatReference.Check(path);
            var expected = FatReference.Contents(tree);
            Assert.That(FatReference.Contents(FatReader.Read(volume).Tree), Is.EqualTo(expected));

            // mtools 4.0.32 knows no characters beyond 16 bits: it takes a surrogate pair for two, and writes none of them.
            var extracted = FatReference.Extract(folder, path);
            Assert.That(extracted.Keys.Where(IsPlain), Is.EqualTo(expected.Keys.Where(IsPlain)));
            foreach (var name in expected.Keys.Where(IsPlain))
            {
                Assert.That(extracted[name], Is.EqualTo(expected[name]), name);
            }
        }
    }

    static bool IsPlain(string path) => path.All(character => !char.IsSurrogate(character) && character is not ('_' or '?'));

    [Test]
    public void Metadata_survives_as_far_as_FAT_keeps_it()
    {
        var tree = FatTrees.EfiSystemPartition();
        var read = FatReader.Read(FatImageBuilder.Build(tree, FatOptions.ForEfiSystemPartition(40 * Mebibyte))).Tree;
        Assert.That(read.Walk().Select(item => item.Path), Is.EqualTo(tree.Walk().Select(item => item.Path)));
        foreach (var (path, entry) in tree.Walk())
        {
            var metadata = read.Find(path)!.Metadata;
            Assert.That((metadata.Mode, metadata.ModifiedAt), Is.EqualTo((entry.Metadata.Mode, entry.Metadata.ModifiedAt)), path);
        }
    }

    [Test]
    public async Task Other_tools_tell_the_same_of_a_volume()
    {
        using var folder = new TemporaryFolder();
        var path = folder["volume.img"];
        await FatImageBuilder.Build(FatTrees.EfiSystemPartition(), FatOptions.ForEfiSystemPartition(100 * Mebibyte)).WriteToFileAsync(path);
        var listing = ForeignTool.Run("mdir", "-/", "-b", "-i", path, "::");
        Assert.That(listing.Lines, Is.EqualTo(new[]
        {
            "::/EFI/", "::/loader/", "::/EFI/BOOT/", "::/EFI/Linux/", "::/EFI/keys/", "::/EFI/BOOT/BOOTX64.EFI",
            "::/EFI/Linux/Talos-v1.13.9.efi",
            "::/EFI/keys/uki-signing-cert.der", "::/loader/keys/", "::/loader/loader.conf", "::/loader/random-seed", "::/loader/keys/auto/",
            "::/loader/keys/auto/KEK.auth", "::/loader/keys/auto/PK.auth", "::/loader/keys/auto/db.auth",
        }));
        Assert.That(ForeignTool.Run("mattrib", "-i", path, "::/loader/random-seed").Output, Does.Match(@"^  A    R "));
        var information = ForeignTool.Run("minfo", "-i", path).Output;
        foreach (var line in new[]
        {
            "banner:\"mkfs.fat\"", "sector size: 512 bytes", "cluster size: 1 sectors", "reserved (boot) sectors: 32", "fats: 2",
            "max available root directory slots: 0", "media descriptor byte: 0xf8", "sectors per track: 32", "heads: 8",
            "big size: 204800 sectors",
            "serial number: 1234ABCD", "disk label=\"EFI        \"", "disk type=\"FAT32   \"", "Big fatlen=1576", "rootCluster=2",
            "infoSector location=1", "backup boot sector=6",
        })
        {
            Assert.That(information, Does.Contain(line));
        }
    }
}
