using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.Writing;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

[TestFixture]
public sealed class SquashFsImageBuilderTests
{
    /// <summary>The smallest image, as in initramfs.md 16.12.</summary>
    const string EmptyRoot =
        "6873717301000000 7CEFF25C 00000200 00000000 0600 1100 C004 0100 0400 0000" +
        "0000000000000000 A800000000000000 A000000000000000 FFFFFFFFFFFFFFFF" +
        "6600000000000000 8800000000000000 8800000000000000 9200000000000000" +
        "0480 12000000" +
        "2080 0100 ED01 0000 0000 7CEFF25C 01000000 00000000 02000000 0300 0000 02000000" +
        "0880 0000000000000000" +
        "8800000000000000" +
        "0480 00000000" +
        "9A00000000000000";

    static readonly SquashFsOptions Fast = new() { Level = 1 };

    [Test]
    public async Task An_empty_tree_is_the_smallest_image()
    {
        var tree = new FileTree();
        tree.Root.Metadata = tree.Root.Metadata with { ModifiedAt = 2_000_000_000 };
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, new SquashFsOptions { Level = 18, AllRoot = true }).BuildAsync(spool);
        var expected = new byte[4096];
        Convert.FromHexString(EmptyRoot.Replace(" ", string.Empty, StringComparison.Ordinal)).CopyTo(expected, 0);
        Assert.That(image.ToArray(), Is.EqualTo(expected));
        Assert.That(image.Kind, Is.EqualTo(ContentKind.Compressed));
    }

    [TestCase(SquashFsCompression.None, 128 * 1024)]
    [TestCase(SquashFsCompression.Zstd, 128 * 1024)]
    [TestCase(SquashFsCompression.Zstd, 4096)]
    [TestCase(SquashFsCompression.Zstd, 1024 * 1024)]
    [TestCase(SquashFsCompression.Gzip, 128 * 1024)]
    [TestCase(SquashFsCompression.Xz, 128 * 1024)]
    public async Task Mksquashfs_makes_the_same_image_of_what_unsquashfs_finds_in_it(SquashFsCompression compression, int blockSize) =>
        await MksquashfsRoundTrip.CheckAsync(
            SampleTrees.Everything(), Fast with { Compression = compression, BlockSize = blockSize, Level = compression == SquashFsCompression.None ? null : 1 });

    [TestCase(15, 0x00C0, "Compression zstd\nBlock size")]
    [TestCase(18, 0x04C0, "Compression zstd\n\tcompression-level 18\nBlock size")]
    public async Task Unsquashfs_sees_the_settings_of_mksquashfs(int level, int flags, string compression)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(SampleTrees.Everything(), new SquashFsOptions { Level = level }).BuildAsync(spool);
        await image.WriteToFileAsync(folder["image"]);
        var output = ForeignTool.Run("unsquashfs", "-s", folder["image"]).Output;
        Assert.That(output, Does.Contain("Found a valid SQUASHFS 4:0 superblock").And.Contain("Creation or last append time Sat Jun  1 21:34:52 2019"));
        Assert.That(output, Does.Contain(compression).And.Contain("Block size 131072").And.Contain("Number of inodes 743"));
        Assert.That(output, Does.Contain("Filesystem is exportable via NFS").And.Contain("Duplicates are removed"));
        Assert.That(image.ToArray().AsSpan(24, 2).ToArray(), Is.EqualTo(new[] { (byte)flags, (byte)(flags >> 8) }));
    }

    [TestCase(SquashFsCompression.Xz, null, 0x00C0, "Compression xz\nBlock size")]
    [TestCase(SquashFsCompression.Gzip, 1, 0x04C0, "Compression gzip\n\tcompression-level 1\n\twindow-size 15")]
    public async Task Unsquashfs_sees_the_settings_of_the_other_codecs(SquashFsCompression codec, int? level, int flags, string expected)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(new FileTree(), new SquashFsOptions { Compression = codec, Level = level }).BuildAsync(spool);
        await image.WriteToFileAsync(folder["image"]);
        Assert.That(ForeignTool.Run("unsquashfs", "-s", folder["image"]).Output, Does.Contain(expected));
        Assert.That(image.ToArray().AsSpan(24, 2).ToArray(), Is.EqualTo(new[] { (byte)flags, (byte)(flags >> 8) }));
    }

    [TestCase(SquashFsCompression.Zstd, 23)]
    [TestCase(SquashFsCompression.Xz, 10)]
    [TestCase(SquashFsCompression.Gzip, 0)]
    public void A_level_that_the_codec_does_not_have_is_refused(SquashFsCompression codec, int level)
    {
        using var spool = new ContentSpool();
        Assert.That(
            async () => await new SquashFsImageBuilder(new FileTree(), new SquashFsOptions { Compression = codec, Level = level }).BuildAsync(spool),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Unsquashfs_lists_what_is_in_the_tree()
    {
        var tree = new FileTree();
        var metadata = new FileMetadata { Mode = 0x1A4, UserId = 12, GroupId = 34, ModifiedAt = 1_500_000_000 };
        tree.Root.Metadata = metadata with { Mode = 0x1ED };
        tree.Set("a", new RegularFile(BlobSource.FromText("hello"), metadata with { Mode = 0x9ED, UserId = 4_000_000_000 }));
        tree.Set("b", new SymbolicLink("../a", metadata with { Mode = 0x1FF, ModifiedAt = 2_000_000_000 }));
        tree.Set("c", new SpecialFile(SpecialFileKind.BlockDevice, metadata, 259, 17));
        tree.Set("d", BlobSourceOfFiveGigabytes(metadata));
        Assert.That(
            await ListAsync(tree, Fast),
            Is.EqualTo(new[]
            {
                "drwxr-xr-x 12/34 51 2017-07-14 02:40 root",
                "-rwsr-xr-x 4000000000/34 5 2017-07-14 02:40 root/a",
                "lrwxrwxrwx 12/34 4 2019-06-01 21:34 root/b -> ../a",
                "brw-r--r-- 12/34 259,17 2017-07-14 02:40 root/c",
                "-rw-r--r-- 12/34 5368709123 2017-07-14 02:40 root/d",
            }));
        Assert.That((await ListAsync(tree, Fast with { AllRoot = true, ClampTimes = false }))[2], Is.EqualTo("lrwxrwxrwx 0/0 4 2033-05-18 03:33 root/b -> ../a"));
    }

    [Test]
    public async Task A_directory_of_more_than_65536_entries_is_listed_whole()
    {
        var tree = new FileTree();
        for (var index = 0; index < 66_000; index++)
        {
            tree.Root.Set($"n{index:D5}", new SymbolicLink("t"));
        }

        var lines = await ListAsync(tree, Fast);
        Assert.That(lines, Has.Length.EqualTo(66_001));
        Assert.That(lines[^1], Does.EndWith("root/n65999 -> t"));
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool);
        Assert.That(SquashFsReader.Read(image).Root.Children, Has.Count.EqualTo(66_000));
    }

    [Test]
    public async Task Every_owner_keeps_its_ids()
    {
        var tree = new FileTree();
        for (var index = 0u; index < 3000; index++)
        {
            tree.Root.Set($"{index:D4}", new SymbolicLink("t", FileMetadata.DefaultFile with { UserId = index * 1000, GroupId = index }));
        }

        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool);
        Assert.That(TreeText.Of(SquashFsReader.Read(image)), Is.EqualTo(TreeText.Of(tree)));
    }

    [Test]
    public async Task Content_that_is_known_not_to_shrink_is_stored_untried()
    {
        var tree = new FileTree();
        tree.SetFile("file", BlobSource.FromBytes(TestBytes.Text(300_000)).AsCompressed());
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool);
        Assert.That(image.ToArray().AsSpan(102, 300_000).SequenceEqual(TestBytes.Text(300_000)), Is.True);
    }

    [Test]
    public async Task No_more_blocks_are_read_than_the_documented_number()
    {
        const int Threads = 2;
        const int BlockSize = 4096;
        var reads = 0;
        var content = TestBytes.Noise(BlockSize * 100);
        var tree = new FileTree();
        tree.SetFile("file", new ObservedSource(BlobSource.FromBytes(content), (_, _) => Interlocked.Increment(ref reads)));
        using var gate = new GateCompressor(content.AsMemory(0, BlockSize));
        using var codec = new SquashFsCodec(6, [], _ => gate);
        using var spool = new ContentSpool();
        var options = new SquashFsOptions { BlockSize = BlockSize };
        var build = Task.Run(() => new SquashFsImageBuilder(tree, options).BuildAsync(
            codec, spool, new BuildContext { Budget = new WorkBudget(Threads) }, CancellationToken.None));
        SpinWait.SpinUntil(() => Volatile.Read(ref reads) > Threads * BlockWriter.SlotsPerThread, TimeSpan.FromSeconds(20));
        await Task.Delay(200);
        Assert.That(reads, Is.EqualTo((Threads * BlockWriter.SlotsPerThread) + 1));
        gate.Open();
        await build;
        Assert.That(reads, Is.EqualTo(100));
    }

    [Test]
    public void A_cancelled_build_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool(folder.Path, memoryLimit: 0);
        using var cancellation = new CancellationTokenSource();
        var tree = new FileTree();
        tree.SetFile("first", BlobSource.FromBytes(TestBytes.Noise(500_000)));
        tree.SetFile("second", new ObservedSource(BlobSource.FromBytes(TestBytes.Noise(1_000_000)), (offset, _) =>
        {
            if (offset > 500_000)
            {
                cancellation.Cancel();
            }
        }));
        Assert.That(
            async () => await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool, null, cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.Empty);
    }

    [Test]
    public void A_content_that_fails_passes_its_failure_on()
    {
        var tree = new FileTree();
        tree.SetFile("file", new ObservedSource(BlobSource.FromText("text"), (_, _) => throw new FileAccessException(DiagnosticIds.InputNotReadable, "x", "gone")));
        using var spool = new ContentSpool();
        Assert.That(async () => await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool), Throws.TypeOf<FileAccessException>());
    }

    [Test]
    public async Task Progress_begins_with_nothing_and_ends_with_all()
    {
        var tree = new FileTree();
        tree.SetFile("large", BlobSource.FromBytes(TestBytes.Text(300_000)));
        tree.SetFile("small", BlobSource.FromBytes(TestBytes.Text(1000)));
        tree.SetFile("zeros", BlobSource.Zeros(200_000));
        tree.SetFile("copy", BlobSource.FromBytes(TestBytes.Text(1000)));
        var progress = new RecordingProgress();
        using var spool = new ContentSpool();
        await new SquashFsImageBuilder(tree, Fast with { Name = "tools" }).BuildAsync(spool, new BuildContext { Progress = progress });
        Assert.That(progress.Reports[0], Is.EqualTo(new BuildProgress(BuildStage.Squash, "tools", 0, 501_000)));
        Assert.That(progress.Reports[^1], Is.EqualTo(new BuildProgress(BuildStage.Squash, "tools", 501_000, 501_000)));
    }

    [TestCase(256, 3, "its name")]
    [TestCase(3, 4096, "its link target")]
    public void Names_and_targets_that_Linux_does_not_read_are_refused(int nameLength, int targetLength, string message)
    {
        var tree = new FileTree();
        tree.Set($"folder/{new string('n', nameLength)}", new SymbolicLink(new string('t', targetLength)));
        using var spool = new ContentSpool();
        Assert.That(
            async () => await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool),
            Throws.TypeOf<LayoutException>().With.Message.Contains(message).And.Message.Contains("folder/"));
    }

    [Test]
    public void A_device_number_that_does_not_fit_is_refused()
    {
        var tree = new FileTree();
        tree.Set("device", new SpecialFile(SpecialFileKind.BlockDevice, FileMetadata.DefaultFile, 4096, 0));
        using var spool = new ContentSpool();
        Assert.That(async () => await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool), Throws.TypeOf<LayoutException>());
    }

    [Test]
    public void A_directory_in_two_places_is_refused()
    {
        var tree = new FileTree();
        tree.EnsureDirectory("a/b").Set("loop", tree.Root);
        using var spool = new ContentSpool();
        Assert.That(async () => await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool), Throws.ArgumentException);
    }

    [TestCase(4095)]
    [TestCase(2048)]
    [TestCase(2 * 1024 * 1024)]
    public void A_block_size_that_the_format_does_not_know_is_refused(int blockSize)
    {
        using var spool = new ContentSpool();
        Assert.That(
            async () => await new SquashFsImageBuilder(new FileTree(), Fast with { BlockSize = blockSize }).BuildAsync(spool),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task Attributes_that_squashfs_does_not_know_are_left_out()
    {
        var tree = new FileTree();
        tree.Set("a", new SymbolicLink("b", FileMetadata.DefaultFile with
        {
            ExtendedAttributes = SampleTrees.Xattrs(("system.posix_acl_access", [2, 0, 0, 0]), ("security.capability", [1])),
        }));
        using var spool = new ContentSpool();
        var read = SquashFsReader.Read(await new SquashFsImageBuilder(tree, Fast).BuildAsync(spool));
        Assert.That(read.Find("a")!.Metadata.ExtendedAttributes.Keys, Is.EqualTo(new[] { "security.capability" }));
    }

    [Test]
    public void A_file_behind_the_first_four_gigabytes_has_the_long_kind_of_inode()
    {
        var file = new InodePlan(new RegularFile(BlobSource.FromText("text")), "file")
        {
            Number = 1,
            LinkCount = 1,
            Data = new FileData(BlobSource.FromText("text")) { Start = 0x1_2345_6789, SizeWords = [0x0100_0004] },
        };
        using var codec = new SquashFsCodec(6, [], null);
        var table = new InodeTableWriter(codec, new SquashFsOptions(), 2);
        table.Write(file);
        Assert.That(
            Convert.ToHexString(table.Finish().Span),
            Is.EqualTo("3C80" + "0900A4010000000000000000" + "01000000" + "8967452301000000" + "0400000000000000" + "0000000000000000" +
                "01000000" + "FFFFFFFF" + "00000000" + "FFFFFFFF" + "04000001"));
    }

    static RegularFile BlobSourceOfFiveGigabytes(FileMetadata metadata) =>
        new(BlobSource.Concat(BlobSource.Zeros(5L << 30), BlobSource.FromText("end")), metadata);

    /// <summary>What unsquashfs lists, with single spaces.</summary>
    static async Task<string[]> ListAsync(FileTree tree, SquashFsOptions options)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        await (await new SquashFsImageBuilder(tree, options).BuildAsync(spool)).WriteToFileAsync(folder["image"]);
        return ForeignTool.Run("unsquashfs", "-lln", "-d", "root", folder["image"]).Lines
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace(", ", ",", StringComparison.Ordinal)).ToArray();
    }
}
