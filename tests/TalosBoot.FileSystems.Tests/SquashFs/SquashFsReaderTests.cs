using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.FileSystems.Tests.SquashFs;

[TestFixture]
public sealed class SquashFsReaderTests
{
    [TestCase(SquashFsCompression.None, 4096)]
    [TestCase(SquashFsCompression.Zstd, 131072)]
    public async Task A_tree_comes_back_as_it_was(SquashFsCompression compression, int blockSize)
    {
        var tree = SampleTrees.Everything();
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, new SquashFsOptions { Compression = compression, BlockSize = blockSize }).BuildAsync(spool);
        Assert.That(TreeText.Of(SquashFsReader.Read(image)), Is.EqualTo(TreeText.Of(tree)));
    }
}
