using TalosBoot.Archives.Tar;
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
}
