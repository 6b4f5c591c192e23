using System.Text;
using CsCheck;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Archives.Tests.Cpio;

[TestFixture]
sealed class CpioArchiveTests
{
    static readonly CpioArchiveOptions VectorOptions = new() { Clock = new BuildClock(1_700_000_000) };

    static FileTree VectorTree()
    {
        var tree = new FileTree();
        tree.SetFile("kernel/x86/microcode/GenuineIntel.bin", BlobSource.FromText("AB"));
        tree.SetFile("0.sqsh", BlobSource.FromText("sq0"));
        tree.SetFile("extensions.yaml", BlobSource.FromText("layers:\n"));
        tree.EnsureDirectory("usr/lib/firmware/intel-ucode");
        tree.SetFile("usr/lib/firmware/x.bin", BlobSource.FromText("fw"));
        return tree;
    }

    static bool IsEarly(string path) => path == "kernel" || path.StartsWith("kernel/", StringComparison.Ordinal);

    [Test]
    public void Writes_the_early_archive_of_the_vectors_byte_for_byte() => Assert.That(
        CpioArchive.Plan(VectorTree(), VectorOptions with { Includes = IsEarly }).ToArray(),
        Is.EqualTo(File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "cpio-2.15", "early.cpio"))));

    [Test]
    public void Writes_the_main_archive_of_the_vectors_byte_for_byte() => Assert.That(
        CpioArchive.Plan(VectorTree(), VectorOptions with { Includes = path => !IsEarly(path) }).ToArray(),
        Is.EqualTo(File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "cpio-2.15", "main.cpio"))));

    [Test]
    public void Writes_this_record()
    {
        var tree = new FileTree();
        tree.SetFile("ab", BlobSource.FromText("hello"));
        var archive = Encoding.ASCII.GetString(CpioArchive.Plan(tree, VectorOptions).ToArray());
        Assert.That(archive[..124], Is.EqualTo(
            "070701" + "00000000" + "000081A4" + "00000000" + "00000000" + "00000001" + "6553F100" + "00000005" +
            "00000000" + "00000000" + "00000000" + "00000000" + "00000003" + "00000000" + "ab\0\0\0\0" + "hello\0\0\0"));
        Assert.That(archive[124..], Is.EqualTo(
            "070701" + "00000000" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000" +
            "00000000" + "00000000" + "00000000" + "00000000" + "0000000B" + "00000000" + "TRAILER!!!\0\0\0\0" + new string('\0', 264)));
    }

    [Test]
    public void An_empty_tree_is_a_trailer_of_512_bytes() => Assert.That(CpioArchive.Plan(new FileTree()).Length, Is.EqualTo(512));

    [Test]
    public void Copies_no_content_while_planning()
    {
        var tree = new FileTree();
        tree.SetFile("big", new ObservedSource(BlobSource.Zeros(3L << 30), (_, _) => Assert.Fail("The content was read.")));
        Assert.That(CpioArchive.Plan(tree).Length, Is.EqualTo((3L << 30) + 512));
    }

    [Test]
    public void A_file_of_one_byte_less_than_4_GiB_fits_and_one_byte_more_does_not()
    {
        var tree = new FileTree();
        tree.SetFile("fits", BlobSource.Zeros(uint.MaxValue));
        Assert.That(() => CpioArchive.Plan(tree), Throws.Nothing);
        tree.SetFile("large", BlobSource.Zeros(uint.MaxValue + 1L));
        Assert.That(
            () => CpioArchive.Plan(tree),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo("TB5003").And.Property("Region").EqualTo("large"));
    }

    [TestCase(-1)]
    [TestCase(4_294_967_296)]
    public void A_time_that_does_not_fit_its_field_is_refused_when_there_is_no_clock(long time)
    {
        var tree = new FileTree();
        tree.Set("a", new RegularFile(BlobSource.FromText(""), new FileMetadata { ModifiedAt = time }));
        Assert.That(() => CpioArchive.Plan(tree), Throws.Nothing);
        Assert.That(
            () => CpioArchive.Plan(tree, new CpioArchiveOptions { Clock = null }),
            Throws.InstanceOf<LayoutException>().With.Property("DiagnosticId").EqualTo("TB5003"));
    }

    [Test]
    public void Gnu_cpio_writes_the_same_bytes_for_any_tree() => TreeGenerator.Trees(plain: true).Sample(
        tree =>
        {
            using var folder = new TemporaryFolder();
            TreeOnDisk.Write(tree, folder["tree"]);
            TreeOnDisk.Touch(folder["tree"], 1_700_000_000);
            var list = string.Concat(tree.Walk().Select(item => item.Path + '\0'));
            var foreign = ForeignTool.TryRun(
                "cpio", ["-H", "newc", "--create", "--reproducible", "--quiet", "-0", "-R", "+0:+0"], folder["tree"], Bytes(list));
            Assert.That(foreign.ExitCode, Is.Zero, foreign.Error);
            Assert.That(CpioArchive.Plan(tree, VectorOptions).ToArray(), Is.EqualTo(WithTwoLinks(foreign.OutputBytes)));
        },
        iter: 25, threads: 1);

    [Test]
    public void Gnu_cpio_lists_and_unpacks_any_tree_as_it_is() => TreeGenerator.Trees(plain: true).Sample(
        tree =>
        {
            using var folder = new TemporaryFolder();
            TreeOnDisk.Write(tree, folder["tree"]);
            Directory.CreateDirectory(folder["unpacked"]);
            var archive = CpioArchive.Plan(tree, VectorOptions).ToArray();
            var listed = ForeignTool.TryRun("cpio", ["--list", "--quiet"], folder.Path, archive);
            var unpacked = ForeignTool.TryRun(
                "cpio", ["--extract", "--quiet", "--preserve-modification-time", "--no-preserve-owner"], folder["unpacked"], archive);
            Assert.That(unpacked.ExitCode, Is.Zero, unpacked.Error);
            Assert.That(listed.Lines, Has.Length.EqualTo(tree.Walk().Count()));
            ForeignTool.Run("diff", "--recursive", "--no-dereference", folder["tree"], folder["unpacked"]);
        },
        iter: 15, threads: 1);

    static byte[] Bytes(string list) => FileNames.Encode(list);

    /// <summary>Lets each directory have two links, as GNU cpio from 2.15 on writes it; older ones take the number of the file system.</summary>
    static byte[] WithTwoLinks(byte[] archive)
    {
        const int headerSize = 110;
        for (var position = 0; position + headerSize <= archive.Length && archive[position] == (byte)'0';)
        {
            var (mode, fileSize, nameSize) = (Field(1), Field(6), Field(11));
            if ((mode & 0xF000) == 0x4000)
            {
                "00000002"u8.CopyTo(archive.AsSpan(FieldOffset(4)));
            }

            position = Align(Align(position + headerSize + nameSize) + fileSize);

            int FieldOffset(int index) => position + 6 + (8 * index);

            int Field(int index) => Convert.ToInt32(Encoding.ASCII.GetString(archive, FieldOffset(index), 8), 16);
        }

        return archive;

        static int Align(int offset) => (offset + 3) / 4 * 4;
    }
}
