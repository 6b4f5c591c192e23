using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>
/// The strictest judge: an image is unpacked by unsquashfs, and packed again by mksquashfs without compression. Names, contents, modes,
/// owners, times, links, devices and attributes must have come through, and every table must be laid out alike, for the bytes to be those of
/// our own image without compression.
/// </summary>
internal static class MksquashfsRoundTrip
{
    /// <summary>The byte of the superblock with the bit for uncompressed ids, which mksquashfs 4.5 leaves clear.</summary>
    const int FlagsByte = 25;

    public static async Task CheckAsync(FileTree tree, SquashFsOptions options)
    {
        ForeignTool.RequireRoot("Only root can unpack devices and owners.");
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, options).BuildAsync(spool);
        await image.WriteToFileAsync(folder["image"]);
        var stored = await new SquashFsImageBuilder(tree, options with { Compression = SquashFsCompression.None, Level = null }).BuildAsync(spool);
        var expected = stored.ToArray();
        ForeignTool.Run("unsquashfs", "-no-progress", "-quiet", "-processors", "1", "-d", folder["sparse"], folder["image"]);
        ForeignTool.Run("cp", "-a", "--sparse=never", folder["sparse"], folder["tree"]);
        ForeignTool.Run(
            "env", $"SOURCE_DATE_EPOCH={options.Clock.UnixSeconds}", "mksquashfs", folder["tree"], folder["theirs"], "-noappend",
            "-no-progress", "-quiet", "-processors", "1", "-comp", "zstd", "-b", $"{options.BlockSize}", "-noI", "-noD", "-noF", "-noX", "-noId");
        ForeignTool.Run("rm", "-rf", folder["sparse"], folder["tree"]); // .NET cannot delete names that are not UTF-8.
        var actual = File.ReadAllBytes(folder["theirs"]);
        expected[FlagsByte] &= 0xF7;
        actual[FlagsByte] &= 0xF7;
        Assert.That(actual, Is.EqualTo(expected));
    }
}
