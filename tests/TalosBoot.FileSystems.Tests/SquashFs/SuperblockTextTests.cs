using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>What unsquashfs tells of an image: the same of ours as of that of mksquashfs.</summary>
[TestFixture]
public sealed class SuperblockTextTests
{
    [TestCase(SquashFsCompression.Zstd, 18, "-comp zstd -Xcompression-level 18")]
    [TestCase(SquashFsCompression.Zstd, null, "-comp zstd")]
    [TestCase(SquashFsCompression.Xz, null, "-comp xz")]
    [TestCase(SquashFsCompression.Xz, null, "-comp xz -Xdict-size 100%")]
    [TestCase(SquashFsCompression.Gzip, null, "-comp gzip")]
    [TestCase(SquashFsCompression.Gzip, 4, "-comp gzip -Xcompression-level 4")]
    public async Task Flags_and_counts_are_those_of_mksquashfs(SquashFsCompression compression, int? level, string arguments)
    {
        ForeignTool.RequireRoot("Only root can unpack devices and owners.");
        foreach (var isFull in new[] { true, false })
        {
            using var folder = new TemporaryFolder();
            using var spool = new ContentSpool();
            var options = new SquashFsOptions { Compression = compression, Level = level };
            var image = await new SquashFsImageBuilder(isFull ? SampleTrees.Everything() : new(), options).BuildAsync(spool);
            await image.WriteToFileAsync(folder["ours"]);
            ForeignTool.Run("unsquashfs", "-no-progress", "-quiet", "-processors", "1", "-d", folder["sparse"], folder["ours"]);
            ForeignTool.Run("cp", "-a", "--sparse=never", folder["sparse"], folder["tree"]);
            ForeignTool.Run(
                "env",
                [
                    $"SOURCE_DATE_EPOCH={options.Clock.UnixSeconds}", "mksquashfs", folder["tree"], folder["theirs"], "-noappend", "-no-progress", "-quiet",
                    "-processors", "1", .. arguments.Split(' '),
                ]);
            ForeignTool.Run("rm", "-rf", folder["sparse"], folder["tree"]); // .NET cannot delete names that are not UTF-8.
            var ours = Describe(folder["ours"]);
            Assert.That(ours, Is.EqualTo(Describe(folder["theirs"])));
            Assert.That(ours, Has.Some.StartsWith("Compression ").And.Some.StartsWith("Number of xattr ids "));
        }
    }

    /// <summary>All lines but the size, which depends on the compressor.</summary>
    static string[] Describe(string image) =>
    [
        .. ForeignTool.Run("unsquashfs", "-s", image).Output.Replace(image, "IMAGE", StringComparison.Ordinal).Split('\n')
            .Where(line => !line.StartsWith("Filesystem size", StringComparison.Ordinal)),
    ];
}
