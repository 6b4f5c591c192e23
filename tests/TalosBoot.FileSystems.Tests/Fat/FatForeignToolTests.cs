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
        yield return Case("esp_iso_97", FatOptions.ForEfiSystemPartition(97 * Mebibyte) with { SectorsPerCluster = 2 });
        yield return Case("esp_4096", FatOptions.ForEfiSystemPartition(300 * Mebibyte, 4096));
        yield return Case("floppy_144", new FatOptions { Size = 1440 * 1024 });
        yield return Case("fat12", new FatOptions { Size = (6 * Mebibyte) + 12_288, Label = "TINY" });
        yield return Case("fat12_1024", new FatOptions { Size = 8 * Mebibyte, SectorSize = 1024, Type = FatType.Fat12 });
        yield return Case("fat16", new FatOptions { Size = 32 * Mebibyte, Label = "lower" });
        yield return Case("fat16_2048", new FatOptions { Size = 64 * Mebibyte, SectorSize = 2048, Type = FatType.Fat16 });
        yield return Case("fat16_one_fat",
            new FatOptions { Size = 40 * Mebibyte, FatCount = 1, Type = FatType.Fat16, SectorsPerCluster = 4 });
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
        var tree = FatTrees.EfiSystemPartition();
        FatTrees.AddFile(tree, "empty", []);
        tree.Set("nothing", new DirectoryNode(new FileMetadata { Mode = 0x1ED, ModifiedAt = FatTrees.Time }));
        CompareWithMcopy(tree, options);
    }

    static IEnumerable<TestCaseData> VolumesWithSmallClusters()
    {
        yield return new TestCaseData(FatOptions.ForEfiSystemPartition(40 * Mebibyte)).SetArgDisplayNames("fat32");
        yield return new TestCaseData(new FatOptions { Size = 1440 * 1024 }).SetArgDisplayNames("fat12");
    }

    [TestCaseSource(nameof(VolumesWithSmallClusters))]
    public void Directories_grow_as_with_mcopy(FatOptions options)
    {
        // With FAT32 the root directory grows too.
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        var staged = folder["staged"];
        StageInOrder(staged, tree.Root, depth: 0);
        Assert.That(tree.Walk().Count(), Is.GreaterThan(60));
        var reference = FatReference.Format(folder, options);
        foreach (var name in tree.Root.Children.Keys)
        {
            ForeignTool.Run("mcopy", "-s", "-p", "-Q", "-m", "-i", reference, Path.Combine(staged, name), "::");
        }

        var expected = File.ReadAllBytes(reference);
        var actual = FatImageBuilder.Build(tree, options).ToArray();
        Assert.That(actual.AsSpan().CommonPrefixLength(expected), Is.EqualTo(expected.Length));
    }

    /// <summary>
    /// Makes a directory that the host lists in the order of the names, as mcopy takes them: of many names, those are kept that happen to
    /// be in order.
    /// </summary>
    static void StageInOrder(string path, DirectoryNode node, int depth)
    {
        Directory.CreateDirectory(path);
        for (var index = 0; index < 80; index++)
        {
            // Not made in order either: some hosts list entries as they were made, or the other way round.
            var number = index * 37 % 80;
            var name = Path.Combine(path, $"{number:d2} has so long a name that it takes entries");
            if (depth < 2 && number % 8 == 1)
            {
                Directory.CreateDirectory(name);
            }
            else
            {
                File.WriteAllBytes(name, TestBytes.Noise(23 * number));
            }
        }

        var listed = Directory.EnumerateFileSystemEntries(path).ToArray();
        var kept = LongestAscending(listed);
        foreach (var entry in listed.Except(kept))
        {
            if (Directory.Exists(entry))
            {
                Directory.Delete(entry);
            }
            else
            {
                File.Delete(entry);
            }
        }

        Assert.That(Directory.EnumerateFileSystemEntries(path), Is.EqualTo(kept), "the host lists entries in another order now");
        var metadata = new FileMetadata { Mode = 0x1ED, ModifiedAt = FatTrees.Time };
        var time = DateTimeOffset.FromUnixTimeSeconds(FatTrees.Time).UtcDateTime;
        foreach (var entry in kept)
        {
            if (Directory.Exists(entry))
            {
                var child = new DirectoryNode(metadata);
                node.Set(Path.GetFileName(entry), child);
                StageInOrder(entry, child, depth + 1);
            }
            else
            {
                node.Set(Path.GetFileName(entry), new RegularFile(BlobSource.FromBytes(File.ReadAllBytes(entry)), metadata));
            }

            Directory.SetLastWriteTimeUtc(entry, time);
        }
    }

    static string[] LongestAscending(string[] names)
    {
        var best = new List<string>[names.Length];
        for (var index = 0; index < names.Length; index++)
        {
            var before = Enumerable.Range(0, index).Where(other => string.CompareOrdinal(names[other], names[index]) < 0)
                .Select(other => best[other]).MaxBy(list => list.Count);
            best[index] = [.. before ?? [], names[index]];
        }

        return [.. best.MaxBy(list => list.Count)!];
    }

    static void CompareWithMcopy(FileTree tree, FatOptions options)
    {
        using var folder = new TemporaryFolder();
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
