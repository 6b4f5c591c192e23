using System.Diagnostics;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tests.Tar;

/// <summary>Archives whose members are cheap to write and dear to unpack.</summary>
public sealed class HostileTarTests
{
    [Test]
    public void Hard_links_in_any_order_lead_to_one_file()
    {
        var builder = new TarArchiveBuilder().Add("d", new DirectoryNode()).Add("s", new SymbolicLink("d"))
            .AddHardLink("d/4", "s/3", FileMetadata.DefaultFile).AddHardLink("d/3", "d/2", FileMetadata.DefaultFile)
            .AddHardLink("s/1", "d/0", FileMetadata.DefaultFile).AddHardLink("new/x", "d/4", FileMetadata.DefaultFile)
            .AddHardLink("d/2", "s/1", FileMetadata.DefaultFile).AddHardLink("y", "new/x", FileMetadata.DefaultFile)
            .Add("d/0", new RegularFile(BlobSource.FromText("x")));
        var tree = TarReader.ReadTree(builder.Build());
        var file = tree.Find("d/0");
        Assert.That(new[] { "d/1", "d/2", "d/3", "d/4", "new/x", "y" }.Select(tree.Find), Is.All.SameAs(file));
    }

    [Test]
    public void A_hard_link_to_a_symbolic_link_makes_a_way_for_others()
    {
        var builder = new TarArchiveBuilder().Add("d/0", new RegularFile(BlobSource.FromText("x")))
            .AddHardLink("a", "way/0", FileMetadata.DefaultFile).AddHardLink("way", "s", FileMetadata.DefaultFile).Add("s", new SymbolicLink("d"));
        var tree = TarReader.ReadTree(builder.Build());
        Assert.That(tree.Find("a"), Is.SameAs(tree.Find("d/0")));
    }

    [TestCase("a", "b", "b", "a")]
    [TestCase("a", "a", "b", "a")]
    [TestCase("a", "nowhere", "b", "a")]
    public void Links_that_lead_to_nothing_are_refused(string first, string firstTarget, string second, string secondTarget)
    {
        var archive = new TarArchiveBuilder().AddHardLink(first, firstTarget, FileMetadata.DefaultFile)
            .AddHardLink(second, secondTarget, FileMetadata.DefaultFile).Build();
        var failure = Assert.Throws<ImageFormatException>(() => TarReader.ReadTree(archive))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.ArchiveLinkBroken));
    }

    [Test]
    public void Directories_that_only_paths_name_count_as_entries()
    {
        var builder = new TarArchiveBuilder();
        for (var index = 0; index < 20; index++)
        {
            builder.Add($"{index}/a/b/c/d/e/f", new RegularFile(BlobSource.FromText("x")));
        }

        var limits = new ArchiveLimits { MaximumEntries = 100 };
        var failure = Assert.Throws<ImageFormatException>(() => TarReader.ReadTree(builder.Build(), limits))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
        Assert.That(() => TarReader.ReadTree(builder.Build()), Throws.Nothing);
    }

    [Test]
    public void Ways_through_long_links_are_limited()
    {
        var builder = new TarArchiveBuilder().Add("d", new DirectoryNode());
        var around = string.Concat(Enumerable.Repeat("d/../", 800)) + "d";
        for (var index = 0; index < 39; index++)
        {
            builder.Add($"l{index}", new SymbolicLink($"{around}/../{(index == 0 ? "d" : $"l{index - 1}")}"));
        }

        for (var index = 0; index < 600; index++)
        {
            builder.Add($"{(index % 2 == 0 ? "l38" : "l37")}/{index}", new RegularFile(BlobSource.FromText("x")));
        }

        var failure = Assert.Throws<ImageFormatException>(() => TarReader.ReadTree(builder.Build()))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public void Attributes_of_a_global_header_are_held_once()
    {
        var archive = Archive(200, [("SCHILY.xattr.user.long", 1_000_000)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var entries = TarReader.ReadEntries(archive).ToList();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(32 * 1024 * 1024));
        Assert.That(entries, Has.Count.EqualTo(200));
        Assert.That(entries.Select(entry => entry.Metadata.ExtendedAttributes["user.long"].Length), Is.All.EqualTo(1_000_000));
    }

    /// <summary>What writes the members again writes the attributes for each of them.</summary>
    [Test]
    public void Attributes_of_a_global_header_count_for_each_member()
    {
        var failure = Assert.Throws<ImageFormatException>(() => TarReader.ReadTree(Archive(10_000, [("SCHILY.xattr.user.long", 1_000_000)])))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public void Attributes_of_global_headers_are_limited()
    {
        (string, int)[] Records(int count) => [.. Enumerable.Range(0, count).Select(index => ($"SCHILY.xattr.user.{index}", 1))];
        Assert.That(TarReader.ReadEntries(Archive(1, Records(1024))).Single().Metadata.ExtendedAttributes, Has.Count.EqualTo(1024));
        var failure = Assert.Throws<ImageFormatException>(() => TarReader.ReadTree(Archive(1, Records(1025))))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
    }

    [Test]
    public void Many_global_records_cost_nothing_for_each_member()
    {
        var archive = Archive(100_000, [.. Enumerable.Range(0, 50_000).Select(index => ($"comment.{index}", 1))]);
        var watch = Stopwatch.StartNew();
        Assert.That(TarReader.ReadEntries(archive).Count(), Is.EqualTo(100_000));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(30)));
    }

    [TestCase("mtime")]
    [TestCase("uid")]
    public void Numbers_of_a_global_header_cannot_be_long(string key)
    {
        var failure = Assert.Throws<ImageFormatException>(() => TarReader.ReadTree(Archive(1, [(key, 1_000_000)])))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.ArchiveFieldInvalid));
    }

    [Test]
    public void Maps_of_sparse_files_are_not_taken_from_a_global_header() =>
        Assert.That(TarReader.ReadEntries(Archive(1, [("GNU.sparse.map", 1)])).Single().Size, Is.Zero);

    /// <summary>Empty files behind a global header, whose values are ones.</summary>
    static BlobSource Archive(int members, (string Key, int Length)[] records)
    {
        byte[] data = [.. records.SelectMany(record => PaxRecords.Format(record.Key, Enumerable.Repeat((byte)'1', record.Length).ToArray()))];
        var dataLength = (data.Length + 511) / 512 * 512;
        var result = new byte[512 + dataLength + ((members + 2) * 512)];
        Header("g", 'g', data.Length).Write(result);
        data.CopyTo(result, 512);
        for (var index = 0; index < members; index++)
        {
            Header($"{index}", '0', 0).Write(result.AsSpan(512 + dataLength + (index * 512), 512));
        }

        return BlobSource.FromBytes(result);
    }

    static TarHeader Header(string name, char type, long size) =>
        new() { Name = name, LinkName = string.Empty, Type = (byte)type, FileSize = size, DeviceMajor = 0, DeviceMinor = 0 };
}
