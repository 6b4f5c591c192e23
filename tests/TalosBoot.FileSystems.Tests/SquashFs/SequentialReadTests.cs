using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.Reading;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Who reads all files one after the other decompresses each block once.</summary>
[TestFixture]
public sealed class SequentialReadTests
{
    const int ZstdCodec = 6;

    [TestCase("-b 128K")]
    [TestCase("-b 4K")]
    [TestCase("-b 64K -always-use-fragments")]
    public void Each_block_of_an_image_of_mksquashfs_is_decompressed_once(string options)
    {
        using var folder = new TemporaryFolder();
        for (var index = 0; index < 400; index++)
        {
            // Small files that share fragment blocks with others behind a large one, which has many blocks of its own.
            folder.WriteFile($"tree/{index % 7}/{index:D4}", TestBytes.Text(200 + (index * 13), (ulong)index));
        }

        folder.WriteFile("tree/3/0200-large", TestBytes.Text(2_000_000, 1000));
        folder.WriteFile("tree/5/0300-large", TestBytes.Text(3_000_001, 1001));
        ForeignTool.Run(
            "mksquashfs",
            [folder["tree"], folder["image"], "-noappend", "-no-progress", "-quiet", "-comp", "zstd", "-Xcompression-level", "1", "-no-duplicates", .. options.Split(' ')]);
        var counts = ReadAll(BlobSource.FromFile(folder["image"]));
        Assert.That(counts.Count, Is.GreaterThan(20));
        Assert.That(counts.Where(block => block.Value != 1), Is.Empty);
    }

    [Test]
    public async Task Metadata_of_more_blocks_than_are_kept_is_decompressed_little_more_than_once()
    {
        var tree = new FileTree();
        for (var index = 0; index < 100_000; index++)
        {
            tree.SetFile($"{index % 100}/{index}", BlobSource.Zeros(0));
        }

        using var spool = new ContentSpool();
        var counts = ReadAll(await new SquashFsImageBuilder(tree, new SquashFsOptions { Level = 1 }).BuildAsync(spool));
        TestContext.Out.WriteLine($"{counts.Count} blocks, decompressed {counts.Values.Sum()} times");
        Assert.That(counts.Count, Is.GreaterThan(500));
        Assert.That(counts.Values.Sum(), Is.LessThan(counts.Count * 1.1));
    }

    [Test]
    public async Task Blocks_that_are_read_again_are_kept_in_the_spool_of_the_caller()
    {
        var tree = new FileTree();
        for (var index = 0; index < 100; index++)
        {
            tree.SetFile($"{index}", BlobSource.FromBytes(TestBytes.Noise(1000, (ulong)index)));
        }

        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, new SquashFsOptions { BlockSize = 4096 }).BuildAsync(spool);
        using var full = new ContentSpool(memoryLimit: 0) { FileLimit = 0 };
        var files = SquashFsReader.ReadWithSpool(image, full, default).Walk().Select(item => (RegularFile)item.Entry).ToArray();
        Assert.That(() => ReadAll(), Throws.Nothing, "each block is decompressed for the first time");
        Assert.That(() => ReadAll(), Throws.InstanceOf<TalosBootException>());

        void ReadAll()
        {
            foreach (var file in files)
            {
                file.Content.ToArray();
            }
        }
    }

    static IReadOnlyDictionary<long, int> ReadAll(BlobSource source)
    {
        var counting = new CountingDecompressor(SquashFsCodecs.CreateDecompressor(ZstdCodec));
        var tree = new TreeReader(SquashFsImage.Open(source, counting), new SquashFsReadLimits()).Read(default);
        foreach (var (_, entry) in tree.Walk())
        {
            if (entry is RegularFile file)
            {
                using var stream = file.Content.OpenRead();
                stream.CopyTo(Stream.Null);
            }
        }

        return counting.Counts;
    }
}
