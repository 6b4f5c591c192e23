using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

[TestFixture]
public sealed class RandomTreeTests
{
    const int BlockSize = 4096;

    [TestCase(SquashFsCompression.Zstd, 20)]
    [TestCase(SquashFsCompression.Xz, 10)]
    [TestCase(SquashFsCompression.Gzip, 10)]
    public async Task Any_tree_survives_unsquashfs_and_mksquashfs(SquashFsCompression compression, int count)
    {
        ForeignTool.Require("unsquashfs");
        ForeignTool.Require("mksquashfs");
        await RandomTrees.Any.SampleAsync(
            tree => MksquashfsRoundTrip.CheckAsync(tree, new SquashFsOptions { Compression = compression, BlockSize = BlockSize, Level = 1 }),
            iter: count, seed: "4jp7RDMfUZ71", threads: 1);
    }

    [TestCase(SquashFsCompression.Zstd)]
    [TestCase(SquashFsCompression.Xz)]
    [TestCase(SquashFsCompression.Gzip)]
    public async Task Five_hundred_trees_survive_unsquashfs_and_mksquashfs(SquashFsCompression compression)
    {
        const int TreesPerImage = 50;
        ForeignTool.Require("unsquashfs");
        ForeignTool.Require("mksquashfs");
        await RandomTrees.Forest(TreesPerImage).SampleAsync(
            tree => MksquashfsRoundTrip.CheckAsync(tree, new SquashFsOptions { Compression = compression, BlockSize = BlockSize, Level = 1 }),
            iter: 500 / TreesPerImage, seed: "0N0XIzNsQ0O2", threads: 1);
    }

    [Test]
    public async Task Any_tree_survives_the_reader() =>
        await RandomTrees.Any.SampleAsync(
            async tree =>
            {
                using var spool = new ContentSpool();
                var image = await new SquashFsImageBuilder(tree, new SquashFsOptions { BlockSize = BlockSize, Level = 1 }).BuildAsync(spool);
                Assert.That(TreeText.Of(SquashFsReader.Read(image)), Is.EqualTo(TreeText.Of(tree)));
            },
            iter: 200, seed: "4jp7RDMfUZ71", threads: 1);

    [Test]
    public async Task The_number_of_threads_makes_no_difference() =>
        await RandomTrees.Any.SampleAsync(
            async tree =>
            {
                using var spool = new ContentSpool();
                var images = new List<string>();
                foreach (var threads in new[] { 1, 2, 4 })
                {
                    var options = new SquashFsOptions { BlockSize = BlockSize, Level = 1 };
                    images.Add(Digest.Sha256(await new SquashFsImageBuilder(tree, options).BuildAsync(spool, new BuildContext { Budget = new WorkBudget(threads) })).Hex);
                }

                Assert.That(images, Has.All.EqualTo(images[0]));
            },
            iter: 40, seed: "4jp7RDMfUZ71", threads: 1);
}
