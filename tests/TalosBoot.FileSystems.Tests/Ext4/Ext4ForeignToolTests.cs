using System.Text.RegularExpressions;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Tests.Iso9660;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Ext4;

/// <summary>What e2fsprogs says of our volumes.</summary>
[TestFixture]
public sealed partial class Ext4ForeignToolTests
{
    const long Mebibyte = 1024 * 1024;

    static IEnumerable<TestCaseData> Volumes()
    {
        yield return Case("1", new Ext4Options { Size = Mebibyte });
        yield return Case("2.5", new Ext4Options { Size = 2560 * 1024 });
        yield return Case("11", new Ext4Options { Size = 11 * Mebibyte });
        yield return Case("65", new Ext4Options { Size = 65 * Mebibyte });
        yield return Case("150", new Ext4Options { Size = 150 * Mebibyte });
        yield return Case("150_4096", Ext4Options.ForImageCache(150 * Mebibyte, 4096));
        yield return Case("500_2048", new Ext4Options { Size = 500 * Mebibyte, BlockSize = 2048 });
        yield return Case("600", new Ext4Options { Size = 600 * Mebibyte });
        yield return Case("3001", new Ext4Options { Size = 3001 * Mebibyte });
        yield return Case("20000", new Ext4Options { Size = 20_000 * Mebibyte });

        static TestCaseData Case(string name, Ext4Options options) => new TestCaseData(options).SetArgDisplayNames(name);
    }

    /// <summary>What Talos puts into its image cache.</summary>
    static FileTree Cache()
    {
        var tree = new FileTree();
        foreach (var length in new[] { 300_000, 5000, 100 })
        {
            var blob = TestBytes.Noise(length, (ulong)length);
            tree.SetFile($"blob/sha256-{Digest.Sha256(BlobSource.FromBytes(blob)).Hex}", BlobSource.FromBytes(blob));
        }

        tree.SetFile("manifests/registry.k8s.io/pause/reference/3.10", BlobSource.FromBytes(TestBytes.Noise(20)));
        return tree;
    }

    [TestCaseSource(nameof(Volumes))]
    public async Task A_volume_has_the_geometry_counts_and_features_of_mke2fs(Ext4Options options)
    {
        using var folder = new TemporaryFolder();
        var tree = Cache();
        HostTrees.Write(tree, folder["tree"]);
        await Ext4ImageBuilder.Build(tree, options).WriteToFileAsync(folder["ours"]);
        await File.WriteAllBytesAsync(folder["theirs"], []);
        await using (var stream = File.OpenWrite(folder["theirs"]))
        {
            stream.SetLength(options.Size);
        }

        const string Uuid = "3b5449bc-c21f-8009-8b51-18945967f8df";
        string[] features = options.Size / (options.BlockSize ?? 1024) < 2048 ? ["metadata_csum_seed"] : ["metadata_csum_seed", "orphan_file"];
        string[] blocks = options.BlockSize is { } size ? ["-b", $"{size}"] : [];
        var made = ForeignTool.TryRun(
            "mke2fs", ["-t", "ext4", "-q", "-F", "-O", string.Join(',', features), .. blocks, "-L", "IMAGECACHE", "-U", Uuid, "-E", $"hash_seed={Uuid}",
            "-d", folder["tree"], folder["theirs"]], environment: new Dictionary<string, string> { ["E2FSPROGS_FAKE_TIME"] = "1559424892" });
        Assert.That(made.ExitCode, Is.Zero, made.Error);
        Assert.That(Header(folder["ours"]), Is.EqualTo(Header(folder["theirs"])));
        Check(folder["ours"]);
    }

    [TestCase(1024)]
    [TestCase(4096)]
    public async Task E2fsck_finds_nothing_to_repair(int blockSize)
    {
        using var folder = new TemporaryFolder();
        var tree = blockSize == 4096 ? VolumeTrees.Everything() : VolumeTrees.Everything(longest: 1000, attribute: 500);
        await Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 200 * Mebibyte, BlockSize = blockSize }).WriteToFileAsync(folder["volume"]);
        Check(folder["volume"]);
    }

    [TestCase(1024)]
    [TestCase(4096)]
    public async Task A_kernel_mounts_a_volume_and_leaves_it_sound(int blockSize)
    {
        using var folder = new TemporaryFolder();
        var tree = blockSize == 4096 ? VolumeTrees.Everything() : VolumeTrees.Everything(longest: 1000, attribute: 500);
        await Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 200 * Mebibyte, BlockSize = blockSize }).WriteToFileAsync(folder["volume"]);
        KernelVolume.Exercise(folder, folder["volume"], "ext4", tree);
        Check(folder["volume"]);
        Assert.That(Ext4Reader.Read(BlobSource.FromFile(folder["volume"])).Tree.Find("A/vmlinuz"), Is.Not.Null);
    }

    [Test]
    public void A_volume_of_mke2fs_reads_as_the_tree_it_was_made_from()
    {
        using var folder = new TemporaryFolder();
        var tree = Cache();
        HostTrees.Write(tree, folder["tree"]);
        File.WriteAllBytes(folder["theirs"], new byte[30 * Mebibyte]);
        ForeignTool.Run("mke2fs", "-t", "ext4", "-q", "-F", "-d", folder["tree"], folder["theirs"]);
        var read = Ext4Reader.Read(BlobSource.FromFile(folder["theirs"])).Tree;
        Assert.That(read.Remove("lost+found"));
        Assert.That(HostTrees.Describe(read), Is.EqualTo(HostTrees.Describe(tree)));
    }

    /// <summary>A group more, and mke2fs takes meta_bg.</summary>
    [Test]
    public async Task The_largest_volume_of_small_blocks_is_sound_and_a_larger_one_is_refused()
    {
        const long Largest = 736L << 30;
        using var folder = new TemporaryFolder();
        var options = new Ext4Options { Size = Largest, BlockSize = 1024 };
        await Ext4ImageBuilder.Build(Cache(), options).WriteToFileAsync(folder["volume"]);
        Check(folder["volume"]);
        foreach (var size in new[] { Largest + (9 * Mebibyte), 1L << 40, 2L << 40, (4L << 40) - 1 })
        {
            var failure = Assert.Throws<LayoutException>(() => Ext4ImageBuilder.Build(Cache(), options with { Size = size }))!;
            Assert.That(
                (failure.DiagnosticId, failure.Needed, failure.Available), Is.EqualTo((DiagnosticIds.VolumeGeometryImpossible, size, Largest)), failure.Message);
            Assert.That(failure.Message, Does.Contain("Use blocks of 4096 bytes"));
        }
    }

    /// <summary>256 blocks are the fewest that mke2fs makes a group of.</summary>
    [Test]
    public void A_volume_of_many_small_groups_is_read()
    {
        using var folder = new TemporaryFolder();
        var tree = Cache();
        HostTrees.Write(tree, folder["tree"]);
        File.WriteAllBytes(folder["theirs"], new byte[60 * Mebibyte]);
        ForeignTool.Run("mke2fs", "-t", "ext4", "-q", "-F", "-b", "1024", "-g", "256", "-O", "^resize_inode", "-d", folder["tree"], folder["theirs"]);
        var read = Ext4Reader.Read(BlobSource.FromFile(folder["theirs"])).Tree;
        Assert.That(read.Remove("lost+found"));
        Assert.That(HostTrees.Describe(read), Is.EqualTo(HostTrees.Describe(tree)));
    }

    static void Check(string path)
    {
        var result = ForeignTool.TryRun("e2fsck", ["-fn", path]);
        Assert.That(result.ExitCode, Is.Zero, $"{result.Output}\n{result.Error}");
    }

    static string[] Header(string path) =>
        [.. ForeignTool.Run("dumpe2fs", "-h", path).Lines.Where(line => !Unsettled().IsMatch(line)).Select(line => Spaces().Replace(line, " "))];

    [GeneratedRegex("^(Checksum:|Lifetime writes|Last mounted)")]
    private static partial Regex Unsettled();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
