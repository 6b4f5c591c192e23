using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatForeignToolTests
{
    const int Mebibyte = 1024 * 1024;

    static IEnumerable<TestCaseData> Volumes()
    {
        yield return Case("esp_40", FatOptions.ForEfiSystemPartition(40 * Mebibyte));
        yield return Case("esp_100", FatOptions.ForEfiSystemPartition(100 * Mebibyte));
        yield return Case("esp_iso_97", FatOptions.ForIsoEfiSystemPartition(97 * Mebibyte));
        yield return Case("esp_4096", FatOptions.ForEfiSystemPartition(300 * Mebibyte, 4096));
        yield return Case("floppy_144", new FatOptions { Size = 1440 * 1024 });
        yield return Case("fat12", new FatOptions { Size = (6 * Mebibyte) + 12_288, Label = "TINY" });
        yield return Case("fat12_1024", new FatOptions { Size = 8 * Mebibyte, SectorSize = 1024, Type = FatType.Fat12 });
        yield return Case("fat16", new FatOptions { Size = 32 * Mebibyte, Label = "lower" });
        yield return Case("fat16_2048", new FatOptions { Size = 64 * Mebibyte, SectorSize = 2048, Type = FatType.Fat16 });
        yield return Case("fat16_one_fat", new FatOptions { Size = 40 * Mebibyte, FatCount = 1, Type = FatType.Fat16, SectorsPerCluster = 4 });
        yield return Case("fat32_custom", new FatOptions
        {
            Size = 80 * Mebibyte,
            Type = FatType.Fat32,
            ReservedSectors = 5,
            FatCount = 1,
            HiddenSectors = 2048,
            Media = 0xF0,
            SerialNumber = 0xDEADBEEF,
        });

        static TestCaseData Case(string name, FatOptions options) => new TestCaseData(options).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Volumes))]
    public void A_populated_volume_is_the_one_that_mkfs_fat_and_mcopy_make(FatOptions options)
    {
        using var folder = new TemporaryFolder();
        var tree = FatTrees.EfiSystemPartition();
        FatTrees.AddFile(tree, "empty", []);
        tree.Set("nothing", new DirectoryNode(new FileMetadata { Mode = 0x1ED, ModifiedAt = FatTrees.Time }));
        var reference = FatReference.Format(folder, options);
        FatReference.Populate(folder, reference, tree);

        // All that either of them writes lies at the start.
        var expected = FatReference.ReadStart(reference, 8 * Mebibyte);
        var volume = FatImageBuilder.Build(tree, options);
        Assert.That(volume.Extents[^1].End, Is.LessThan(7 * Mebibyte));

        // This mcopy keeps no attribute; the one of the imager does (iso.md 4.3).
        var seed = expected.AsSpan().IndexOf("RANDOM~1   \x20"u8);
        expected[seed + 11] = 0x21;

        var actual = volume.Slice(0, expected.Length).ToArray();
        Assert.That(actual.AsSpan().CommonPrefixLength(expected), Is.EqualTo(expected.Length));
    }

    [TestCaseSource(nameof(Volumes))]
    public async Task Fsck_finds_nothing_and_mcopy_finds_all(FatOptions options)
    {
        using var folder = new TemporaryFolder();
        var tree = FatTrees.EfiSystemPartition();
        var path = folder["volume.img"];
        await FatImageBuilder.Build(tree, options).WriteToFileAsync(path);
        Assert.That(new FileInfo(path).Length, Is.EqualTo(options.Size));
        FatReference.Check(path);
        Assert.That(FatReference.Extract(folder, path), Is.EqualTo(FatReference.Contents(tree)));
    }

    [Test]
    public async Task Fsck_accepts_a_small_FAT32_that_was_allowed()
    {
        using var folder = new TemporaryFolder();
        var path = folder["volume.img"];
        var options = FatOptions.ForEfiSystemPartition(100 * Mebibyte, 4096) with { AllowsSmallFat32 = true };
        await FatImageBuilder.Build(FatTrees.EfiSystemPartition(), options).WriteToFileAsync(path);
        FatReference.Check(path);
    }
}
