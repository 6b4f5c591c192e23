using System.Text;
using CsCheck;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Cpio.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Archives.Tests.Cpio;

[TestFixture]
sealed class CpioReaderTests
{
    static readonly CpioArchiveOptions OwnTimes = new() { Clock = null };

    static byte[] Record(string name, string data = "", uint mode = 0x81A4, uint inode = 0, uint links = 1)
    {
        var nameSize = name.Length + 1;
        var result = new byte[((110 + nameSize + 3) / 4 * 4) + ((data.Length + 3) / 4 * 4)];
        new CpioHeader { Mode = mode, Inode = inode, LinkCount = links, FileSize = (uint)data.Length, NameSize = (uint)nameSize }.Write(result);
        Encoding.Latin1.GetBytes(name, result.AsSpan(110));
        Encoding.Latin1.GetBytes(data, result.AsSpan((110 + nameSize + 3) / 4 * 4));
        return result;
    }

    static byte[] Trailer() => Record("TRAILER!!!", mode: 0);

    static BlobSource Archive(params byte[][] parts) => BlobSource.FromBytes(parts.SelectMany(part => part).ToArray());

    static string Read(FileTree tree, string path) => Encoding.Latin1.GetString(((RegularFile)tree.Find(path)!).Content.ToArray());

    static TestCaseData[] Failures() =>
    [
        new TestCaseData(Archive([]), "TB4101", 0L) { TestName = "Nothing is no archive" },
        new TestCaseData(BlobSource.FromText("hello world"), "TB4101", 0L) { TestName = "Text is no archive" },
        new TestCaseData(Archive([0x28, 0xB5, 0x2F, 0xFD, 0, 0, 0, 0]), "TB4101", 0L) { TestName = "A zstd frame is no archive" },
        new TestCaseData(Archive(Record("a"), [1, 2, 3]), "TB4001", 112L) { TestName = "A record that is cut" },
        new TestCaseData(Archive(Record("a"), new byte[110]), "TB4101", 112L) { TestName = "Something that is no record" },
        new TestCaseData(Archive(Trailer(), [0, 0], Record("a"), Trailer()), "TB4101", 126L) { TestName = "An archive at an odd offset" },
        new TestCaseData(Archive(Trailer(), [0, 0, 0, 0, 1]), "TB4101", 128L) { TestName = "Something behind an archive" },
        new TestCaseData(Archive(Record("a")), "TB4001", 112L) { TestName = "No trailer" },
        new TestCaseData(Archive(Record("../a"), Trailer()), "TB4103", 110L) { TestName = "A path that leaves the tree" },
        new TestCaseData(Archive(Record("a/../../b"), Trailer()), "TB4103", 110L) { TestName = "A path that leaves the tree later" },
        new TestCaseData(Archive(Record(""), Trailer()), "TB4103", 110L) { TestName = "An empty path" },
        new TestCaseData(Archive(Record("a"), Record("a/b"), Trailer()), "TB4103", 112L) { TestName = "A path through a file" },
        new TestCaseData(Archive(Record(new string('n', 256)), Trailer()), "TB4002", 110L) { TestName = "A name of 256 bytes" },
        new TestCaseData(Archive(Record(string.Join('/', Enumerable.Repeat("d", 256))), Trailer()), "TB4002", 110L) { TestName = "A path of 256 names" },
        new TestCaseData(Archive(Record(new string('/', 5000)), Trailer()), "TB4002", 0L) { TestName = "A path of 5000 bytes" },
        new TestCaseData(Archive(Record("a", mode: 0x1A4), Trailer()), "TB4105", 0L) { TestName = "A mode without a type" },
        new TestCaseData(Archive(Record("."), Trailer()), "TB4103", 0L) { TestName = "A root that is a file" },
    ];

    [TestCaseSource(nameof(Failures))]
    public void Bad_input_is_named_with_its_place(BlobSource source, string id, long offset)
    {
        var exception = Assert.Throws<ImageFormatException>(() => CpioReader.ReadTree(source));
        Assert.That(exception.DiagnosticId, Is.EqualTo(id), exception.Message);
        Assert.That(exception.ByteOffset, Is.EqualTo(offset), exception.Message);
    }

    [Test]
    public void A_digit_that_is_none_is_named_with_its_place()
    {
        var bytes = Record("a");
        bytes[20] = (byte)'G';
        var exception = Assert.Throws<ImageFormatException>(() => CpioReader.ReadTree(Archive(bytes, Trailer())));
        Assert.That((exception.DiagnosticId, exception.ByteOffset), Is.EqualTo(("TB4102", 14L)));
    }

    [Test]
    public void An_archive_cut_at_any_byte_is_an_error_until_its_trailer_is_complete()
    {
        var whole = File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "cpio", "early.cpio"));
        const int trailerEnd = 528 + 110 + 11;
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = BlobSource.FromBytes(whole.AsMemory(0, length));
            if (length < trailerEnd)
            {
                var exception = Assert.Throws<ImageFormatException>(() => CpioReader.ReadTree(cut));
                Assert.That(exception.DiagnosticId, Is.AnyOf("TB4001", "TB4101"));
            }
            else
            {
                Assert.That(CpioReader.ReadEntries(cut).Count(), Is.EqualTo(4));
            }
        }
    }

    [Test]
    public void Damaged_bytes_never_give_another_exception()
    {
        var whole = File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "cpio", "main.cpio"));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 4].Sample(
            changes =>
            {
                var bytes = whole.ToArray();
                foreach (var (at, value) in changes)
                {
                    bytes[at] = value;
                }

                try
                {
                    CpioReader.ReadTree(BlobSource.FromBytes(bytes));
                }
                catch (ImageFormatException)
                {
                    // The documented way to say no.
                }
            },
            iter: 20_000, threads: 2);
    }

    [Test]
    public void Reads_what_was_written_for_any_tree() => TreeGenerator.Trees().Sample(
        tree =>
        {
            foreach (var (_, entry) in tree.Walk())
            {
                entry.Metadata = entry.Metadata with { UserId = 0, GroupId = 0 };
            }

            Assert.That(TreeText.Of(CpioReader.ReadTree(CpioArchive.Plan(tree, OwnTimes))), Is.EqualTo(TreeText.Of(tree)));
        },
        iter: 500, threads: 2);

    [TestCase("newc")]
    [TestCase("crc")]
    public void Reads_what_gnu_cpio_writes(string format) => TreeGenerator.Trees(plain: true).Sample(
        tree =>
        {
            using var folder = new TemporaryFolder();
            TreeOnDisk.Write(tree, folder["tree"]);
            TreeOnDisk.Touch(folder["tree"], 1_700_000_000);
            foreach (var (_, entry) in tree.Walk())
            {
                entry.Metadata = new FileMetadata { Mode = entry.Metadata.Mode, ModifiedAt = 1_700_000_000 };
            }

            var list = ForeignTool.TryRun("find", [".", "-print0"], folder["tree"]).OutputBytes;
            var archive = ForeignTool.TryRun(
                "cpio", ["-H", format, "--create", "--quiet", "-0", "-R", "+0:+0"], folder["tree"], list).OutputBytes;
            Assert.That(TreeText.Of(CpioReader.ReadTree(BlobSource.FromBytes(archive))), Is.EqualTo(TreeText.Of(tree)));
        },
        iter: 12, threads: 1);

    [Test]
    public void A_wrong_sum_is_noticed()
    {
        var bytes = Record("a", "hello");
        bytes[5] = (byte)'2';
        "00000214"u8.CopyTo(bytes.AsSpan(102));
        Assert.That(Read(CpioReader.ReadTree(Archive(bytes, Trailer())), "a"), Is.EqualTo("hello"));
        bytes[109] = (byte)'5';
        Assert.That(
            () => CpioReader.ReadTree(Archive(bytes, Trailer())),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4102"));
    }

    [Test]
    public void Contents_are_parts_of_the_source()
    {
        var read = new List<(long, int)>();
        var source = new ObservedSource(Archive(Record("a", "hello"), Trailer()), (offset, count) => read.Add((offset, count)));
        var tree = CpioReader.ReadTree(source);
        read.Clear();
        Assert.That(Read(tree, "a"), Is.EqualTo("hello"));
        Assert.That(read, Is.EqualTo(new[] { (112L, 5) }));
    }

    [Test]
    public void Archives_follow_each_other_and_later_records_win()
    {
        var tree = CpioReader.ReadTree(Archive(
            Record("d", mode: 0x41C0), Record("d/f", "one"), Trailer(), new byte[508], Record("d/f", "two"), Record("d", mode: 0x41ED), Trailer()));
        Assert.That(Read(tree, "d/f"), Is.EqualTo("two"));
        Assert.That(tree.Find("d")!.Metadata.Mode, Is.EqualTo(0x1ED));
    }

    [Test]
    public void Records_of_one_inode_are_one_file_within_an_archive_only()
    {
        var tree = CpioReader.ReadTree(Archive(
            Record("a", inode: 7, links: 3), Record("b", "data", inode: 7, links: 3), Record("c", "", inode: 7, links: 3), Trailer(),
            Record("other", "x", inode: 7, links: 2), Trailer()));
        Assert.That(Read(tree, "c"), Is.EqualTo("data"));
        Assert.That(tree.Find("a"), Is.SameAs(tree.Find("b")).And.SameAs(tree.Find("c")).And.Not.SameAs(tree.Find("other")));
    }

    [Test]
    public void A_name_that_another_record_took_stays_with_it()
    {
        var tree = CpioReader.ReadTree(Archive(
            Record("a", inode: 7, links: 2), Record("a", "mine"), Record("b", "data", inode: 7, links: 2), Trailer()));
        Assert.That((Read(tree, "a"), Read(tree, "b")), Is.EqualTo(("mine", "data")));
    }

    [TestCase("/abs/file", "abs/file")]
    [TestCase("./x//y/./z", "x/y/z")]
    [TestCase("x/../y", "y")]
    [TestCase("/../up", "up")]
    [TestCase("C:\\x", "C:\\x")]
    [TestCase("NUL", "NUL")]
    public void Paths_are_cleaned(string path, string expected) =>
        Assert.That(CpioReader.ReadEntries(Archive(Record(path), Trailer())).Single().Path, Is.EqualTo(expected));

    [Test]
    public void A_path_leads_through_links_and_not_out_of_the_tree()
    {
        var tree = CpioReader.ReadTree(Archive(
            Record("lib", "usr/lib", mode: 0xA1FF), Record("lib/a", "1"), Record("usr/up", "../../../..", mode: 0xA1FF), Record("usr/up/b", "2"),
            Record("usr/abs", "/etc/./x/", mode: 0xA1FF), Record("usr/abs/c", "3"), Trailer()));
        Assert.That((Read(tree, "usr/lib/a"), Read(tree, "b"), Read(tree, "etc/x/c")), Is.EqualTo(("1", "2", "3")));
    }

    [Test]
    public void Links_that_lead_in_a_circle_are_refused() => Assert.That(
        () => CpioReader.ReadTree(Archive(Record("a", "b", mode: 0xA1FF), Record("b", "a", mode: 0xA1FF), Record("a/x"), Trailer())),
        Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4103"));

    [Test]
    public void Limits_hold()
    {
        var source = Archive(Record("a", "12345"), Record("b", "12345"), Trailer());
        Assert.That(() => CpioReader.ReadTree(source, new ArchiveLimits { MaximumEntries = 2, MaximumTotalSize = 10 }), Throws.Nothing);
        Assert.That(
            () => CpioReader.ReadTree(source, new ArchiveLimits { MaximumEntries = 1 }),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
        Assert.That(
            () => CpioReader.ReadTree(source, new ArchiveLimits { MaximumTotalSize = 9 }),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
    }

    [Test]
    public void Measures_the_archives_in_front_of_a_compressed_segment()
    {
        var archives = Archive(Record("a", "1"), Trailer(), new byte[300]);
        Assert.That(CpioReader.MeasureLeadingArchives(archives), Is.EqualTo(archives.Length));
        Assert.That(CpioReader.MeasureLeadingArchives(BlobSource.Concat(archives, BlobSource.FromText("(zstd"))), Is.EqualTo(archives.Length));
        Assert.That(CpioReader.MeasureLeadingArchives(BlobSource.FromText("(zstd")), Is.Zero);
        Assert.That(CpioReader.MeasureLeadingArchives(BlobSource.FromBytes(default)), Is.Zero);
    }

    [Test]
    public void A_cancelled_token_stops_reading() => Assert.That(
        () => CpioReader.ReadTree(Archive(Record("a"), Trailer()), null, new CancellationToken(true)),
        Throws.InstanceOf<OperationCanceledException>());

    [Test]
    public void Headers_survive_a_round_trip() => Gen.UInt.Array[14].Sample(
        fields =>
        {
            var header = new CpioHeader
            {
                HasChecksum = fields[0] % 2 == 0,
                Inode = fields[1],
                Mode = fields[2],
                UserId = fields[3],
                GroupId = fields[4],
                LinkCount = fields[5],
                ModifiedAt = fields[6],
                FileSize = fields[7],
                DeviceMajor = fields[8],
                DeviceMinor = fields[9],
                SpecialMajor = fields[10],
                SpecialMinor = fields[11],
                NameSize = fields[12],
                Checksum = fields[13],
            };
            var bytes = new byte[CpioHeader.Size];
            header.Write(bytes);
            return CpioHeader.Read(bytes) == header;
        });
}
