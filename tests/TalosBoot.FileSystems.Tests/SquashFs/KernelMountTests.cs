using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
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
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            Assert.Ignore("Only root on Linux can mount.");
        }

        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var tree = SampleTrees.Everything();
        var options = new SquashFsOptions { Compression = compression, BlockSize = blockSize, Level = compression == SquashFsCompression.None ? null : 3 };
        await (await new SquashFsImageBuilder(tree, options).BuildAsync(spool)).WriteToFileAsync(folder["image"]);
        Directory.CreateDirectory(folder["mount"]);
        var mount = ForeignTool.TryRun("mount", ["-t", "squashfs", "-o", "loop,ro", folder["image"], folder["mount"]]);
        if (mount.ExitCode != 0)
        {
            Assert.Ignore($"This kernel or container does not mount squashfs images: {mount.Error}");
        }

        try
        {
            var names = ForeignTool.Run("find", folder["mount"], "-mindepth", "1").Lines;
            Assert.That(names, Has.Length.EqualTo(tree.Walk().Count()));
            foreach (var (path, entry) in tree.Walk())
            {
                if (entry is RegularFile file && !path.Contains("latin", StringComparison.Ordinal))
                {
                    Assert.That(File.ReadAllBytes(folder["mount", path]), Is.EqualTo(file.Content.ToArray()), path);
                }
            }
        }
        finally
        {
            ForeignTool.Run("umount", folder["mount"]);
        }
    }
}
