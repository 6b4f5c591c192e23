using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;

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
    public async Task Mksquashfs_makes_the_same_image_of_what_unsquashfs_finds_in_it(SquashFsCompression compression, int blockSize) =>
        await MksquashfsRoundTrip.CheckAsync(
            SampleTrees.Everything(), new SquashFsOptions { Compression = compression, BlockSize = blockSize, Level = compression == SquashFsCompression.Zstd ? 3 : null });
}
