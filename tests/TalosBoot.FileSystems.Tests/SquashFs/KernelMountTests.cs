using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>The judge that counts: a Linux kernel mounts an image. Only root can ask it.</summary>
[TestFixture]
public sealed class KernelMountTests
{
    [TestCase(SquashFsCompression.None, 128 * 1024)]
    [TestCase(SquashFsCompression.Zstd, 128 * 1024)]
    [TestCase(SquashFsCompression.Zstd, 4096)]
    [TestCase(SquashFsCompression.Zstd, 1024 * 1024)]
    [TestCase(SquashFsCompression.Xz, 128 * 1024)]
    public async Task A_kernel_mounts_an_image_and_reads_its_files(SquashFsCompression compression, int blockSize)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var tree = SampleTrees.Everything();
        var options = new SquashFsOptions { Compression = compression, BlockSize = blockSize, Level = compression == SquashFsCompression.None ? null : 3 };
        await (await new SquashFsImageBuilder(tree, options).BuildAsync(spool)).WriteToFileAsync(folder["image"]);
        using var mount = KernelMount.Of(folder, folder["image"], "squashfs", "ro");
        var names = ForeignTool.Run("find", mount.Folder, "-mindepth", "1").Lines;
        Assert.That(names, Has.Length.EqualTo(tree.Walk().Count()));
        foreach (var (path, entry) in tree.Walk())
        {
            if (entry is RegularFile file && !path.Contains("latin", StringComparison.Ordinal))
            {
                Assert.That(File.ReadAllBytes(Path.Combine(mount.Folder, path)), Is.EqualTo(file.Content.ToArray()), path);
            }
        }
    }
}
