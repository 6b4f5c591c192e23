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
    [TestCase("-comp xz -no-fragments -b 4K")]
    [TestCase("-comp xz -noI -noD")]
    [TestCase("-comp gzip -always-use-fragments -b 1M")]
    [TestCase("-comp gzip -noI -noD -no-duplicates")]
    public void An_image_of_mksquashfs_holds_the_files_it_was_made_of(string options)
    {
        using var folder = new TemporaryFolder();
        var expected = MakeFiles(folder);
        ForeignTool.Run(
            "mksquashfs", [folder["tree"], folder["image"], "-noappend", "-no-progress", "-quiet", "-all-root", "-all-time", "1500000000", .. options.Split(' ')]);
        var tree = SquashFsReader.Read(BlobSource.FromFile(folder["image"]));
        Assert.That(TreeText.Of(tree), Is.EqualTo(TreeText.Of(expected)));
    }

    [TestCase("-comp zstd -b 4K")]
    [TestCase("-comp xz -b 1M -no-fragments")]
    [TestCase("-comp gzip -always-use-fragments")]
    public void Names_kinds_modes_owners_and_times_are_those_that_unsquashfs_lists(string options)
    {
        using var folder = new TemporaryFolder();
        MakeFiles(folder);
        ForeignTool.Run(
            "mksquashfs",
            [
                folder["tree"], folder["image"], "-noappend", "-no-progress", "-quiet", "-all-time", "1500000000",
                "-p", "null c 666 1 2 1 3", "-p", "disk b 660 0 6 259 17", "-p", "many/pipe i 600 7 8 f", "-p", "many/socket i 755 9 9 s",
                "-p", "many m 2775 100 4000000000", "-p", "text m 6711 0 0", .. options.Split(' '),
            ]);
        var theirs = ForeignTool.Run("unsquashfs", "-lln", folder["image"]).Lines
            .Select(line => System.Text.RegularExpressions.Regex.Replace(line, " +", " ").Replace(", ", ",", StringComparison.Ordinal))
            .Select(line => line[0] == 'd' ? System.Text.RegularExpressions.Regex.Replace(line, @"^(\S+ \S+) \d+", "$1 *") : line);
        var tree = SquashFsReader.Read(BlobSource.FromFile(folder["image"]));
        Assert.That(
            tree.Walk().Select(item => Line(item.Path, item.Entry)).Order(StringComparer.Ordinal),
            Is.EqualTo(theirs.Skip(1).Order(StringComparer.Ordinal)));
    }

    /// <summary>An entry as unsquashfs lists it, but for the size of directories, which is no part of a tree.</summary>
    static string Line(string path, FileTreeEntry entry)
    {
        var (kind, size, target) = entry switch
        {
            DirectoryNode => ('d', "*", string.Empty),
            RegularFile file => ('-', $"{file.Content.Length}", string.Empty),
            SymbolicLink link => ('l', $"{link.Target.Length}", $" -> {link.Target}"),
            SpecialFile { Kind: SpecialFileKind.CharacterDevice } device => ('c', $"{device.DeviceMajor},{device.DeviceMinor}", string.Empty),
            SpecialFile { Kind: SpecialFileKind.BlockDevice } device => ('b', $"{device.DeviceMajor},{device.DeviceMinor}", string.Empty),
            SpecialFile { Kind: SpecialFileKind.Fifo } => ('p', "0", string.Empty),
            _ => ('s', "0", string.Empty),
        };
        var time = DateTimeOffset.FromUnixTimeSeconds(entry.Metadata.ModifiedAt).ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        return $"{kind}{Mode(entry.Metadata.Mode)} {entry.Metadata.UserId}/{entry.Metadata.GroupId} {size} {time} squashfs-root/{path}{target}";
    }

    static string Mode(int mode)
    {
        var text = new char[9];
        for (var bit = 0; bit < 9; bit++)
        {
            text[bit] = (mode & (0x100 >> bit)) != 0 ? "rwx"[bit % 3] : '-';
        }

        foreach (var (bit, place, letter) in new[] { (0x800, 2, 's'), (0x400, 5, 's'), (0x200, 8, 't') })
        {
            text[place] = (mode & bit) == 0 ? text[place] : text[place] == 'x' ? letter : char.ToUpperInvariant(letter);
        }

        return new string(text);
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
