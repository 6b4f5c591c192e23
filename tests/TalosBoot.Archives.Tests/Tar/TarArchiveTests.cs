using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsCheck;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Archives.Tests.Tar;

[TestFixture]
sealed class TarArchiveTests
{
    static readonly FileMetadata NoMode = new();

    static RegularFile File(string text, FileMetadata? metadata = null) => new(BlobSource.FromText(text), metadata);

    static byte[] Single(string name, FileTreeEntry entry) => new TarArchiveBuilder().Add(name, entry).Build().ToArray();

    static string Ascii(byte[] bytes, int offset, int length) => Encoding.ASCII.GetString(bytes, offset, length);

    [Test]
    public void Two_files_without_mode_have_the_digest_of_the_specification()
    {
        var archive = new TarArchiveBuilder()
            .Add("usr/install/amd64/initramfs.xz", File("initramfs\n", NoMode))
            .Add("usr/install/amd64/vmlinuz", File("kernel\n", NoMode))
            .Build();
        Assert.That(archive.Length, Is.EqualTo(3072));
        Assert.That(Digest.Sha256(archive).ToString(), Is.EqualTo("sha256:0042092ae09f8b299732c99448de17cfabe9c2343b2c4c5168dcdd9a1e19584d"));
        Assert.That(
            Ascii(archive.ToArray(), 1024, 157),
            Is.EqualTo("usr/install/amd64/vmlinuz".PadRight(100, '\0') + "0000000\00000000\00000000\0" + "00000000007\0" + "00000000000\0" + "014005\0 " + "0"));
    }

    [Test]
    public void A_tree_with_directories_has_the_digest_of_the_specification()
    {
        var executable = new FileMetadata { Mode = 0x1ED };
        var archive = new TarArchiveBuilder()
            .Add("a", new DirectoryNode())
            .Add("a/b", new DirectoryNode())
            .Add("a/b/file", File("hello world"))
            .Add("a/executable", File("payload", executable))
            .Build();
        Assert.That(archive.Length, Is.EqualTo(4096));
        Assert.That(Digest.Sha256(archive).ToString(), Is.EqualTo("sha256:c2a39e38da04c1bf6b405c0ffffe8b69083c1ed36bc389cb243452acf0ade474"));
        var tree = new FileTree();
        tree.Set("a/b/file", File("hello world"));
        tree.Set("a/executable", File("payload", executable));
        Assert.That(TarArchive.Plan(tree).ToArray(), Is.EqualTo(archive.ToArray()));
    }

    [Test]
    public void A_long_name_is_split_at_a_slash_when_both_parts_fit()
    {
        var archive = Single(new string('d', 155) + "/" + new string('f', 100), File(""));
        Assert.That(archive, Has.Length.EqualTo(512 + 1024));
        Assert.That(Ascii(archive, 0, 100), Is.EqualTo(new string('f', 100)));
        Assert.That(Ascii(archive, 345, 155), Is.EqualTo(new string('d', 155)));
    }

    [Test]
    public void A_name_that_cannot_be_split_gets_a_pax_record()
    {
        var name = "dir/" + new string('f', 101);
        var archive = Single(name, File("x"));
        Assert.That(archive, Has.Length.EqualTo(512 + 512 + 512 + 512 + 1024));
        Assert.That(Ascii(archive, 0, 100), Is.EqualTo("dir/PaxHeaders.0/" + new string('f', 83)));
        Assert.That(
            Ascii(archive, 100, 57),
            Is.EqualTo("0000000\00000000\00000000\0" + "00000000163\0" + "00000000000\0" + Ascii(archive, 148, 8) + "x"));
        Assert.That(Ascii(archive, 257, 8), Is.EqualTo("ustar\000"));
        Assert.That(archive.AsSpan(329, 16).ContainsAnyExcept((byte)0), Is.False, "Go's extended headers have no device numbers.");
        Assert.That(Ascii(archive, 512, 117), Is.EqualTo($"115 path={name}\n\0\0"));
        Assert.That(Ascii(archive, 1024, 100), Is.EqualTo(name[..100]));
    }

    [Test]
    public void Only_what_needs_it_gets_a_record()
    {
        var metadata = new FileMetadata
        {
            Mode = 0x9ED,
            UserId = 2_097_152,
            GroupId = 2_097_151,
            ModifiedAt = -1,
            ExtendedAttributes = FileMetadata.DefaultFile.ExtendedAttributes.Add("security.selinux", [.. "a\0=\n"u8]),
        };
        var archive = Single("\u00e9", new SymbolicLink("t", metadata));
        Assert.That(
            Encoding.UTF8.GetString(archive, 512, 102).TrimEnd('\0'),
            Is.EqualTo("38 SCHILY.xattr.security.selinux=a\0=\n\n" + "12 mtime=-1\n" + "11 path=\u00e9\n" + "15 uid=2097152\n"));
        Assert.That(Ascii(archive, 1024, 1), Is.EqualTo("\0"));
        Assert.That(Ascii(archive, 1024 + 100, 48), Is.EqualTo("0004755\00000000\07777777\000000000000\000000000000\0"));
    }

    [Test]
    public void A_file_of_8_GiB_gets_a_size_record_and_is_not_read()
    {
        var content = new ObservedSource(BlobSource.Zeros(8L << 30), (_, _) => Assert.Fail("The content was read."));
        var archive = new TarArchiveBuilder().Add("big", new RegularFile(content)).Build();
        Assert.That(archive.Length, Is.EqualTo((8L << 30) + 1536 + 1024));
        var head = new byte[1536];
        archive.Read(0, head);
        Assert.That(Ascii(head, 512, 20), Is.EqualTo("19 size=8589934592\n\0"));
        Assert.That(Ascii(head, 1024 + 124, 12), Is.EqualTo("00000000000\0"));
    }

    [Test]
    public void What_tar_has_no_member_for_is_refused()
    {
        Assert.That(
            () => Single("s", new SpecialFile(SpecialFileKind.Socket, NoMode)),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4106"));
        Assert.That(
            () => Single("d", new SpecialFile(SpecialFileKind.BlockDevice, NoMode, 8, 2_097_152)),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4106"));
    }

    [Test]
    public void Gnu_tar_lists_any_tree_as_it_is() => TreeGenerator.Trees().Sample(
        tree =>
        {
            using var folder = new TemporaryFolder();
            var archive = folder.WriteFile("a.tar", TarArchive.Plan(tree).ToArray());
            var listed = ForeignTool.Run("tar", "--numeric-owner", "--full-time", "--quoting-style=literal", "-tvf", archive).OutputBytes;
            Assert.That(
                FileNames.Decode(listed).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SingleSpaced), Is.EqualTo(Listing(tree).Select(SingleSpaced)));
        },
        iter: 40, threads: 1);

    [Test]
    public void Gnu_tar_unpacks_any_tree_as_it_is() => TreeGenerator.Trees(plain: true).Sample(
        tree =>
        {
            using var folder = new TemporaryFolder();
            TreeOnDisk.Write(tree, folder["tree"]);
            Directory.CreateDirectory(folder["unpacked"]);
            var archive = folder.WriteFile("a.tar", TarArchive.Plan(tree).ToArray());
            ForeignTool.Run("tar", "--no-same-owner", "-C", folder["unpacked"], "-xf", archive);
            ForeignTool.Run("diff", "--recursive", "--no-dereference", folder["tree"], folder["unpacked"]);
        },
        iter: 15, threads: 1);

    [Test]
    public void Gnu_tar_finds_the_extended_attributes()
    {
        using var folder = new TemporaryFolder();
        var attributes = ImmutableSortedDictionary<string, ImmutableArray<byte>>.Empty
            .Add("user.two", [1, 2, 3]).Add("security.selinux", [.. "system_u:object_r:t:s0\0"u8]);
        var metadata = new FileMetadata { ExtendedAttributes = FileMetadata.DefaultFile.ExtendedAttributes.AddRange(attributes) };
        var archive = folder.WriteFile("a.tar", Single("f", File("x", metadata)));
        var listed = ForeignTool.Run("tar", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-tvvf", archive).Output;
        Assert.That(listed, Does.Contain("x: 23 security.selinux").And.Contain("x: 3 user.two"));
    }

    static IEnumerable<string> Listing(FileTree tree)
    {
        var names = new Dictionary<FileTreeEntry, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, entry) in tree.Walk())
        {
            var isLink = !names.TryAdd(entry, path);
            var what = entry switch
            {
                _ when isLink => ('h', "0", $"{path} link to {names[entry]}"),
                DirectoryNode => ('d', "0", path),
                RegularFile file => ('-', file.Content.Length.ToString(CultureInfo.InvariantCulture), path),
                SymbolicLink link => ('l', "0", $"{path} -> {link.Target}"),
                SpecialFile { Kind: SpecialFileKind.Fifo } => ('p', "0", path),
                SpecialFile special => ('c', $"{special.DeviceMajor},{special.DeviceMinor}", path),
                _ => throw new InvalidOperationException(),
            };
            var time = DateTimeOffset.FromUnixTimeSeconds(entry.Metadata.ModifiedAt).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            yield return $"{what.Item1}{Permissions(entry.Metadata.Mode)} {entry.Metadata.UserId}/{entry.Metadata.GroupId} {what.Item2} {time} {what.Item3}";
        }
    }

    static string SingleSpaced(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    static string Permissions(int mode)
    {
        var text = new StringBuilder();
        for (var bit = 8; bit >= 0; bit--)
        {
            text.Append((mode & (1 << bit)) != 0 ? "xwr"[bit % 3] : '-');
        }

        foreach (var (bit, at, set, unset) in new[] { (0x800, 2, 's', 'S'), (0x400, 5, 's', 'S'), (0x200, 8, 't', 'T') })
        {
            if ((mode & bit) != 0)
            {
                text[at] = text[at] == 'x' ? set : unset;
            }
        }

        return text.ToString();
    }
}
