using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Images that mksquashfs made of files on a disk, with any of its options.</summary>
[TestFixture]
public sealed class SquashFsForeignImageTests
{
    [TestCase("-comp zstd")]
    [TestCase("-comp zstd -Xcompression-level 22 -b 1M")]
    [TestCase("-comp gzip")]
    [TestCase("-comp gzip -b 4K -Xcompression-level 1 -Xstrategy default,filtered")]
    [TestCase("-comp xz")]
    [TestCase("-comp xz -b 256K -Xdict-size 100% -Xbcj x86")]
    [TestCase("-comp zstd -no-fragments")]
    [TestCase("-comp zstd -always-use-fragments -b 16K")]
    [TestCase("-comp zstd -noI -noD")]
    [TestCase("-comp gzip -noF -noX -noId")]
    [TestCase("-comp zstd -no-exports -no-duplicates -no-sparse")]
    [TestCase("-comp zstd -nopad")]
    public void An_image_of_mksquashfs_holds_the_files_it_was_made_of(string options)
    {
        using var folder = new TemporaryFolder();
        var expected = MakeFiles(folder);
        ForeignTool.Run(
            "mksquashfs", [folder["tree"], folder["image"], "-noappend", "-no-progress", "-quiet", "-all-root", "-all-time", "1500000000", .. options.Split(' ')]);
        var tree = SquashFsReader.Read(BlobSource.FromFile(folder["image"]));
        Assert.That(TreeText.Of(tree), Is.EqualTo(TreeText.Of(expected)));
    }

    [TestCase("lzo")]
    [TestCase("lz4")]
    public void An_image_of_another_codec_is_refused(string codec)
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("tree/file", "x"u8);
        ForeignTool.Run("mksquashfs", folder["tree"], folder["image"], "-noappend", "-no-progress", "-quiet", "-comp", codec);
        Assert.That(
            () => SquashFsReader.Read(BlobSource.FromFile(folder["image"])),
            Throws.TypeOf<ImageFormatException>()
                .With.Property(nameof(ImageFormatException.DiagnosticId)).EqualTo(DiagnosticIds.SquashFsCodecUnsupported)
                .And.Message.Contains(codec));
    }

    /// <summary>Writes files, and tells what an image of them holds.</summary>
    static FileTree MakeFiles(TemporaryFolder folder)
    {
        var tree = new FileTree();
        tree.Root.Metadata = FileMetadata.DefaultDirectory with { ModifiedAt = 1_500_000_000 };
        Add("empty", []);
        Add("small", "small\n"u8.ToArray());
        Add("text", TestBytes.Text(400_000));
        Add("noise", TestBytes.Noise(300_000));
        Add("copy", TestBytes.Text(400_000));
        Add("zeros", new byte[700_000]);
        Add("mixed", [.. TestBytes.Text(131_072), .. new byte[262_144], .. TestBytes.Noise(9)]);
        for (var index = 0; index < 600; index++)
        {
            Add($"many/a-name-that-is-rather-long-{index:D5}", TestBytes.Text(index, 2));
        }

        File.CreateSymbolicLink(folder["tree", "link"], "many/none");
        tree.Set("link", new SymbolicLink("many/none", Metadata(0x1FF)));
        ForeignTool.Run("ln", folder["tree", "text"], folder["tree", "many", "hard"]);
        tree.Set("many/hard", tree.Find("text")!);
        ForeignTool.Run("chmod", "-R", "u=rwX,go=rX", folder["tree"]);
        tree.EnsureDirectory("many").Metadata = Metadata(0x1ED);
        return tree;

        void Add(string path, byte[] content)
        {
            folder.WriteFile($"tree/{path}", content);
            tree.Set(path, new RegularFile(BlobSource.FromBytes(content), Metadata(0x1A4)));
        }

        static FileMetadata Metadata(int mode) => new() { Mode = mode, ModifiedAt = 1_500_000_000 };
    }
}
