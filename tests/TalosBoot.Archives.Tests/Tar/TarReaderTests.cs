using System.Text;
using CsCheck;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Archives.Tests.Tar;

[TestFixture]
sealed class TarReaderTests
{
    static byte[] Member(string name, string data = "", char type = '0', string link = "", long? size = null)
    {
        var result = new byte[512 + ((data.Length + 511) / 512 * 512)];
        new TarHeader { Name = name, LinkName = link, Type = (byte)type, FileSize = size ?? data.Length, Mode = 0x1A4, DeviceMajor = 0, DeviceMinor = 0 }.Write(result);
        Encoding.Latin1.GetBytes(data, result.AsSpan(512));
        return result;
    }

    static BlobSource Archive(params byte[][] members) => BlobSource.FromBytes(members.Append(new byte[1024]).SelectMany(part => part).ToArray());

    static string Pax(params (string Key, string Value)[] records) =>
        string.Concat(records.Select(record => Encoding.Latin1.GetString(PaxRecords.Format(record.Key, Encoding.Latin1.GetBytes(record.Value)))));

    static string Read(FileTree tree, string path) => Encoding.Latin1.GetString(((RegularFile)tree.Find(path)!).Content.ToArray());

    static TestCaseData[] Failures() =>
    [
        new TestCaseData(BlobSource.FromText("short"), "TB4001", 0L) { TestName = "Less than a block" },
        new TestCaseData(BlobSource.FromText(new string('x', 600)), "TB4101", 0L) { TestName = "Text is no archive" },
        new TestCaseData(Archive(Member("a"), Enumerable.Repeat((byte)1, 512).ToArray()), "TB4102", 512L) { TestName = "Something that is no header" },
        new TestCaseData(Archive(Member("a", size: 10_000)), "TB4001", 512L) { TestName = "Content that is cut" },
        new TestCaseData(Archive(Member("a", new string('x', 999), 'x', size: 2 << 20)), "TB4002", 0L) { TestName = "A PAX header of 2 MiB" },
        new TestCaseData(Archive(Member("../a")), "TB4103", 0L) { TestName = "A path that leaves the tree" },
        new TestCaseData(Archive(Member("a/../../b")), "TB4103", 0L) { TestName = "A path that leaves the tree later" },
        new TestCaseData(Archive(Member("")), "TB4103", 0L) { TestName = "An empty path" },
        new TestCaseData(Archive(Member("a"), Member("a/b")), "TB4103", 512L) { TestName = "A path through a file" },
        new TestCaseData(Archive(Member("x", Pax(("path", "a\0b")), 'x'), Member("a")), "TB4103", 1024L) { TestName = "A NUL within a name" },
        new TestCaseData(Archive(Member("x", Pax(("path", new string('n', 256))), 'x'), Member("a")), "TB4002", 1024L) { TestName = "A name of 256 bytes" },
        new TestCaseData(Archive(Member("x", Pax(("path", new string('/', 5000))), 'x'), Member("a")), "TB4002", 5632L) { TestName = "A path of 5000 bytes" },
        new TestCaseData(Archive(Member("x", "99 path=a\n", 'x'), Member("a")), "TB4102", 512L) { TestName = "A record that is longer than its header" },
        new TestCaseData(Archive(Member("x", "7 =abc\n", 'x'), Member("a")), "TB4102", 512L) { TestName = "A record without a key" },
        new TestCaseData(Archive(Member("x", Pax(("size", "-1")), 'x'), Member("a")), "TB4102", 1024L) { TestName = "A negative size" },
        new TestCaseData(Archive(Member("x", Pax(("size", "9223372036854775807")), 'x'), Member("a")), "TB4002", 1024L) { TestName = "A size beyond all limits" },
        new TestCaseData(Archive(Member("x", Pax(("mtime", "soon")), 'x'), Member("a")), "TB4102", 1024L) { TestName = "A time that is none" },
        new TestCaseData(Archive(Member("x", Pax(("uid", "4294967296")), 'x'), Member("a")), "TB4102", 1024L) { TestName = "An owner of 33 bits" },
        new TestCaseData(Archive(Member("a", type: 'M')), "TB4105", 0L) { TestName = "A part of a multi-volume archive" },
        new TestCaseData(Archive(Member("a", type: '1', link: "b")), "TB4104", 0L) { TestName = "A hard link to nothing" },
        new TestCaseData(Archive(Member("a", type: '1', link: "a")), "TB4104", 0L) { TestName = "A hard link to itself" },
        new TestCaseData(Archive(Member("d", type: '5'), Member("a", type: '1', link: "d")), "TB4104", 512L) { TestName = "A hard link to a directory" },
        new TestCaseData(Archive(Member("a", type: '1', link: "../b")), "TB4103", 0L) { TestName = "A hard link that leaves the tree" },
        new TestCaseData(Archive(new byte[512], Member("a")), "TB4102", 512L) { TestName = "A single block of zeros" },
        new TestCaseData(Archive(Member("x", Pax(("GNU.sparse.map", "0,5,3,5"), ("GNU.sparse.size", "20")), 'x'), Member("a", "0123456789")), "TB4102", 1024L)
            { TestName = "A sparse map whose parts overlap" },
        new TestCaseData(Archive(Member("x", Pax(("GNU.sparse.map", "0,5"), ("GNU.sparse.size", "20")), 'x'), Member("a", "0123456789")), "TB4102", 1024L)
            { TestName = "A sparse map that leaves data over" },
        new TestCaseData(Archive(Member("x", Pax(("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "20")), 'x'), Member("a", "9999\n1\n")), "TB4102", 1024L)
            { TestName = "A sparse map that claims to be large" },
    ];

    [TestCaseSource(nameof(Failures))]
    public void Bad_input_is_named_with_its_place(BlobSource source, string id, long offset)
    {
        var exception = Assert.Throws<ImageFormatException>(() => TarReader.ReadTree(source));
        Assert.That(exception.DiagnosticId, Is.EqualTo(id), exception.Message);
        Assert.That(exception.ByteOffset, Is.EqualTo(offset), exception.Message);
    }

    [Test]
    public void An_archive_cut_at_any_byte_gives_the_members_in_front_of_the_cut_or_an_error()
    {
        var whole = Archive(Member("x", Pax(("path", new string('n', 120))), 'x'), Member("a", "hello"), Member("b"), Member("c", "!")).ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            int? expected = length switch
            {
                0 => 0,
                >= 1541 and <= 2048 => 1,
                2560 => 2,
                (>= 3073 and <= 3584) or >= 4096 => 3,
                _ => null,
            };
            var cut = BlobSource.FromBytes(whole.AsMemory(0, length));
            if (expected is { } count)
            {
                Assert.That(TarReader.ReadEntries(cut).Count(), Is.EqualTo(count), $"{length}");
            }
            else
            {
                Assert.That(
                    () => TarReader.ReadTree(cut), Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4001"), $"{length}");
            }
        }
    }

    [Test]
    public async Task Damaged_bytes_never_give_another_exception_and_both_readers_agree()
    {
        var whole = Archive(
            Member("g", Pax(("uname", "x")), 'g'), Member("x", Pax(("path", new string('n', 120)), ("SCHILY.xattr.user.a", "v")), 'x'), Member("a", "hello"),
            Member("@LongLink", "long-name\0", 'L'), Member("b", "!"), Member("l", type: '1', link: "long-name")).ToArray();
        await Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Bool).Array[1, 3].SampleAsync(
            async changes =>
            {
                var bytes = whole.ToArray();
                foreach (var (at, value, repairs) in changes)
                {
                    bytes[at] = value;
                    if (repairs)
                    {
                        RepairSum(bytes.AsSpan(at / 512 * 512, 512));
                    }
                }

                Assert.That(await StreamedAsync(bytes), Is.EqualTo(Indexed(bytes)));
            },
            iter: 5_000, threads: 2);
    }

    static string Indexed(byte[] bytes)
    {
        var result = new StringBuilder();
        try
        {
            foreach (var entry in TarReader.ReadEntries(BlobSource.FromBytes(bytes)))
            {
                Describe(result, entry, entry.Content?.ToArray() ?? []);
            }
        }
        catch (ImageFormatException exception)
        {
            result.Append(exception.DiagnosticId);
        }

        return result.ToString();
    }

    static async Task<string> StreamedAsync(byte[] bytes)
    {
        var result = new StringBuilder();
        try
        {
            using var stream = new MemoryStream(bytes);
            var reader = new TarStreamReader(stream);
            while (await reader.ReadNextAsync() is { } entry)
            {
                // A damaged size may be more than any array holds; none of the members has 1 MiB.
                var content = new byte[Math.Min(entry.Size, 1 << 20) + 1];
                var length = 0;
                for (int read; (read = await reader.ReadContentAsync(content.AsMemory(length, Math.Min(3, content.Length - length)))) > 0;)
                {
                    length += read;
                }

                Describe(result, entry, content[..length]);
            }
        }
        catch (ImageFormatException exception)
        {
            result.Append(exception.DiagnosticId);
        }

        return result.ToString();
    }

    static void Describe(StringBuilder result, TarEntry entry, byte[] content) =>
        result.AppendLine($"{entry.ByteOffset} {entry.Path} {entry.Kind} {entry.Size} {entry.LinkTarget} {Digest.Sha256(content)}");

    static void RepairSum(Span<byte> block)
    {
        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block[148..]);
    }

    [Test]
    public void Reads_what_was_written_for_any_tree() => Gen.Select(TreeGenerator.Trees(), Gen.Byte.Array[0, 40], Gen.Long[-5_000_000_000, 90_000_000_000]).Sample(
        (tree, attribute, time) =>
        {
            if (tree.Walk().FirstOrDefault().Entry is { } first)
            {
                first.Metadata = first.Metadata with
                {
                    ModifiedAt = time,
                    UserId = uint.MaxValue,
                    ExtendedAttributes = FileMetadata.DefaultFile.ExtendedAttributes.Add("user.\u00fc=", [.. attribute]).Remove("user.\u00fc=").Add("user.a b", [.. attribute]),
                };
            }

            // Tar joins all kinds of entries that are linked, and TreeText tells of files.
            Assert.That(TreeText.Of(TarReader.ReadTree(TarArchive.Plan(tree))), Is.EqualTo(TreeText.Of(tree)));
        },
        iter: 500, threads: 2);

    [TestCase("v7", 90)]
    [TestCase("oldgnu", 255)]
    [TestCase("gnu", 255)]
    [TestCase("ustar", 99)]
    [TestCase("posix", 255)]
    public void Reads_what_gnu_tar_writes(string format, int longestPath) => TreeGenerator.Trees(plain: true).Sample(
        tree =>
        {
            foreach (var (path, entry) in tree.Walk().ToArray())
            {
                if (FileNames.Encode(path).Length > longestPath || (entry is SymbolicLink link && link.Target.Length > longestPath))
                {
                    tree.Remove(path);
                }
            }

            using var folder = new TemporaryFolder();
            TreeOnDisk.Write(tree, folder["tree"]);
            TreeOnDisk.Touch(folder["tree"], 1_700_000_000);
            foreach (var (_, entry) in tree.Walk())
            {
                entry.Metadata = new FileMetadata { Mode = entry.Metadata.Mode, UserId = 70_000, GroupId = 5, ModifiedAt = 1_700_000_000 };
            }

            var archive = folder["a.tar"];
            ForeignTool.Run("tar", $"--format={format}", "--numeric-owner", "--owner=:70000", "--group=:5", "-C", folder["tree"], "-cf", archive, ".");
            Assert.That(TreeText.Of(TarReader.ReadTree(BlobSource.FromFile(archive))), Is.EqualTo(TreeText.Of(tree)));
        },
        iter: 8, threads: 1);

    [TestCase("gnu", "1.0")]
    [TestCase("posix", "0.0")]
    [TestCase("posix", "0.1")]
    [TestCase("posix", "1.0")]
    public void Expands_sparse_files_of_gnu_tar(string format, string version)
    {
        using var folder = new TemporaryFolder();
        var expected = new byte[2_000_000];
        using (var file = File.Create(folder["sparse"]))
        {
            for (var part = 0; part < 30; part++)
            {
                var bytes = TestBytes.Noise(4096, (ulong)part);
                file.Position = part * 65_536;
                file.Write(bytes);
                bytes.CopyTo(expected, part * 65_536);
            }

            file.SetLength(expected.Length);
        }

        ForeignTool.Run("tar", $"--format={format}", $"--sparse-version={version}", "-S", "-C", folder.Path, "-cf", folder["a.tar"], "sparse");
        var archive = BlobSource.FromFile(folder["a.tar"]);
        Assert.That(archive.Length, Is.LessThan(200_000), "The file was not stored as sparse.");
        var entry = TarReader.ReadEntries(archive).Single();
        Assert.That((entry.Path, entry.Size), Is.EqualTo(("sparse", 2_000_000L)));
        Assert.That(entry.Content!.ToArray(), Is.EqualTo(expected));
        Assert.That(entry.Content!.Extents, Has.Count.GreaterThan(20));
        using var stream = archive.OpenRead();
        Assert.That(
            async () => await new TarStreamReader(stream).ReadNextAsync(),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4105"));
    }

    [Test]
    public void Contents_are_parts_of_the_source()
    {
        var read = new List<(long, int)>();
        var tree = TarReader.ReadTree(new ObservedSource(Archive(Member("a", "hello")), (offset, count) => read.Add((offset, count))));
        read.Clear();
        Assert.That(Read(tree, "a"), Is.EqualTo("hello"));
        Assert.That(read, Is.EqualTo(new[] { (512L, 5) }));
    }

    [Test]
    public void Local_records_win_over_global_ones_for_one_member()
    {
        var entries = TarReader.ReadEntries(Archive(
            Member("g", Pax(("mtime", "100"), ("uid", "7"), ("SCHILY.xattr.user.g", "1")), 'g'),
            Member("x", Pax(("mtime", "200.9"), ("uid", "")), 'x'), Member("a"), Member("b"))).ToArray();
        Assert.That(entries.Select(entry => (entry.Metadata.ModifiedAt, entry.Metadata.UserId)), Is.EqualTo(new[] { (200L, 0U), (100L, 7U) }));
        Assert.That(entries[1].Metadata.ExtendedAttributes.Keys, Is.EqualTo(new[] { "user.g" }));
    }

    [TestCase("-1.5", ExpectedResult = -2)]
    [TestCase("-1.0", ExpectedResult = -1)]
    [TestCase("-1", ExpectedResult = -1)]
    [TestCase("1.999999999", ExpectedResult = 1)]
    public long Fractions_of_time_are_dropped_downwards(string time) =>
        TarReader.ReadEntries(Archive(Member("x", Pax(("mtime", time)), 'x'), Member("a"))).Single().Metadata.ModifiedAt;

    [Test]
    public void Both_forms_of_extended_attributes_are_read()
    {
        var attributes = TarReader.ReadEntries(Archive(
            Member("x", Pax(("LIBARCHIVE.xattr.user.a%20b", "aGVsbG8"), ("LIBARCHIVE.xattr.user.c", "eA=="), ("SCHILY.xattr.user.c", "y\0\n")), 'x'),
            Member("a"))).Single().Metadata.ExtendedAttributes;
        Assert.That(
            attributes.Select(pair => (pair.Key, Encoding.ASCII.GetString(pair.Value.AsSpan()))),
            Is.EqualTo(new[] { ("user.a b", "hello"), ("user.c", "y\0\n") }));
    }

    [Test]
    public void Hard_links_may_come_first_and_lead_to_each_other()
    {
        var tree = TarReader.ReadTree(Archive(Member("c", type: '1', link: "/b"), Member("b", type: '1', link: "./a"), Member("a", "data")));
        Assert.That(Read(tree, "c"), Is.EqualTo("data"));
        Assert.That(tree.Find("a"), Is.SameAs(tree.Find("b")).And.SameAs(tree.Find("c")));
    }

    [Test]
    public void A_later_member_wins_and_a_directory_keeps_what_it_holds()
    {
        var tree = TarReader.ReadTree(Archive(Member("./d/f", "one"), Member("./", type: '5'), Member("d/", type: '5'), Member("d/f", "two")));
        Assert.That(Read(tree, "d/f"), Is.EqualTo("two"));
        Assert.That(tree.Root.Metadata.Mode, Is.EqualTo(0x1A4));
    }

    [TestCase("8000000000000000FFFFFFFF", ExpectedResult = 0xFFFF_FFFFL)]
    [TestCase("FFFFFFFFFFFFFFFFFFFFFFFE", ExpectedResult = -2L)]
    [TestCase("80000001", ExpectedResult = 1L)]
    [TestCase("FFFFFFFE", ExpectedResult = -2L)]
    [TestCase("2020313020", ExpectedResult = 8L)]
    [TestCase("0000000000", ExpectedResult = 0L)]
    public long Numbers_are_read(string field) => TarNumber.Read(Convert.FromHexString(field), 0);

    [TestCase("800000008000000000000000")]
    [TestCase("800000010000000000000000")]
    [TestCase("FFFFFF0FFFFFFFFFFFFFFFFF")]
    [TestCase("3838")]
    public void What_is_no_number_is_refused(string field) => Assert.That(
        () => TarNumber.Read(Convert.FromHexString(field), 7),
        Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4102").And.Property("ByteOffset").EqualTo(7));

    [Test]
    public void Limits_hold()
    {
        var source = Archive(Member("a", "12345"), Member("b", "12345"));
        var fits = new ArchiveLimits { MaximumEntries = 2, MaximumTotalSize = 10, MaximumMetadataLength = 2 };
        Assert.That(() => TarReader.ReadTree(source, fits), Throws.Nothing);
        foreach (var limits in new[] { fits with { MaximumEntries = 1 }, fits with { MaximumTotalSize = 9 }, fits with { MaximumMetadataLength = 1 } })
        {
            Assert.That(
                () => TarReader.ReadTree(source, limits), Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
        }
    }

    [Test]
    public async Task A_stream_that_gives_little_at_a_time_is_read_whole()
    {
        var bytes = Archive(Member("skipped", new string('s', 3000)), Member("b", "hello")).ToArray();
        using var stream = new MemoryStream(bytes);
        var reader = new TarStreamReader(stream);
        Assert.That((await reader.ReadNextAsync())!.Size, Is.EqualTo(3000));
        Assert.That((await reader.ReadNextAsync())!.Path, Is.EqualTo("b"));
        Assert.That(await reader.ReadNextAsync(), Is.Null);
        Assert.That(await reader.ReadNextAsync(), Is.Null);
    }

    [Test]
    public void Headers_survive_a_round_trip() => Gen.Select(Gen.String[Gen.Char["ab/"], 0, 100], Gen.Long[0, 2_097_151].Array[5], Gen.Long[0, (1L << 33) - 1].Array[2]).Sample(
        (name, small, large) =>
        {
            var header = new TarHeader
            {
                Format = TarHeaderFormat.Ustar,
                Name = name,
                Prefix = name,
                LinkName = name,
                Mode = small[0],
                UserId = small[1],
                GroupId = small[2],
                DeviceMajor = small[3],
                DeviceMinor = small[4],
                FileSize = large[0],
                ModifiedAt = large[1],
                Type = (byte)'0',
            };
            var bytes = new byte[TarHeader.Size];
            header.Write(bytes);
            return TarHeader.Read(bytes) == header;
        });
}
