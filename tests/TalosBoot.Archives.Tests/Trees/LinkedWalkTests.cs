using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Tests.Trees;

public class LinkedWalkTests
{
    const string Refused = "refused";
    const string TooDeep = "too deep";

    static readonly RegularFile File = new(BlobSource.FromText("x"));

    static IEnumerable<LinkedEntry> Walk(
        FileTree tree, ArchiveLimits? limits = null, string path = "", Func<string, bool>? isSkipped = null, CancellationToken cancellationToken = default) =>
        new LinkedWalk(limits ?? ArchiveLimits.Default, (place, problem) => new InvalidOperationException($"{Refused}: {place}: {problem}"), cancellationToken)
        {
            RefuseDepth = (place, problem) => new InvalidOperationException($"{TooDeep}: {place}: {problem}"),
            IsSkipped = isSkipped ?? (_ => false),
        }
        .Walk(path, LinkResolver.Find(new TreePlace(tree.Root), path));

    static FileTree Tree(params (string Path, FileTreeEntry Entry)[] entries)
    {
        var tree = new FileTree();
        foreach (var (path, entry) in entries)
        {
            tree.Set(path, entry);
        }

        return tree;
    }

    static string Describe(LinkedEntry item)
    {
        var entry = item.Entry switch { DirectoryNode => "/", SymbolicLink link => $" -> {link.Target}", _ => string.Empty };
        return $"{item.Path}{entry}{(item.Link is { LeavesTree: true } ? " left" : string.Empty)}";
    }

    [Test]
    public void Links_are_what_they_lead_to_from_where_they_lie()
    {
        var tree = Tree(
            ("far/inner/file", File), ("far/inner/up", new SymbolicLink("../other")), ("far/other/last", File), ("far/other/skipped/file", File),
            ("near/absolute", new SymbolicLink("/far/inner")), ("near/beyond", new SymbolicLink("../../../far/other")),
            ("near/dangling", new SymbolicLink("nothing")), ("near/loop", new SymbolicLink("loop")),
            ("near/pipe", new SpecialFile(SpecialFileKind.Fifo, FileMetadata.DefaultFile)));
        Assert.That(Walk(tree, path: "/near", isSkipped: name => name == "skipped").Select(Describe), Is.EqualTo((string[])
        [
            "absolute/ left", "absolute/file", "absolute/up/", "absolute/up/last", "beyond/ left", "beyond/last", "dangling -> nothing", "loop -> loop", "pipe",
        ]));
        Assert.That(Walk(tree, path: "far/inner/file"), Is.Empty);
        Assert.That(Walk(tree, path: "missing"), Is.Empty);
    }

    [Test]
    public void As_many_links_as_Linux_passes_are_passed_on_one_way()
    {
        var items = Walk(Tree(("a/loop", new SymbolicLink("../a")))).ToList();
        Assert.That(items, Has.Count.EqualTo(1 + LinkResolver.MaximumLinks + 1));
        Assert.That(items.Select(item => item.Entry).SkipLast(1), Is.All.InstanceOf<DirectoryNode>());
        Assert.That(items[^1].Entry, Is.InstanceOf<SymbolicLink>());
        Assert.That(items[^1].Link!.Value.Links, Is.EqualTo(LinkResolver.MaximumLinks + 1));
    }

    [TestCase("entries", "more than 4 files and folders")]
    [TestCase("paths", "more than 21 characters of paths")]
    [TestCase("path", "a path of 6 characters")]
    [TestCase("contents", "more than 2 bytes in files")]
    [TestCase("depth", "deeper than 2 levels")]
    public void What_is_over_a_limit_is_refused(string limit, string message)
    {
        var tree = Tree(("a/b/1", File), ("a/b/2", File), ("a/z", new SymbolicLink("b/1")));
        var enough = new ArchiveLimits { MaximumEntries = 5, MaximumMetadataLength = 22, MaximumPathLength = 6, MaximumTotalSize = 3, MaximumDepth = 3 };
        Assert.That(Walk(tree, enough).Count(), Is.EqualTo(5));
        var limits = limit switch
        {
            "entries" => enough with { MaximumEntries = 4 },
            "paths" => enough with { MaximumMetadataLength = 21 },
            "path" => enough with { MaximumPathLength = 5 },
            "contents" => enough with { MaximumTotalSize = 2 },
            _ => enough with { MaximumDepth = 2 },
        };
        Assert.That(
            () => Walk(tree, limits).Count(),
            Throws.InvalidOperationException.With.Message.StartsWith(limit == "depth" ? $"{TooDeep}: a/b: " : $"{Refused}: ").And.Message.Contains(message));
    }

    /// <summary>40 links of 4096 characters, which each of the other links leads through: 80,000 names each.</summary>
    [Test]
    public void Names_that_links_lead_through_are_limited()
    {
        var tree = new FileTree();
        var way = string.Concat(Enumerable.Repeat("./", 2040));
        for (var link = 1; link < LinkResolver.MaximumLinks; link++)
        {
            tree.Set($"chain/{link}", new SymbolicLink($"{way}{link + 1}"));
        }

        tree.Set($"chain/{LinkResolver.MaximumLinks}", File);
        for (var link = 0; link < 1000; link++)
        {
            tree.Set($"links/{link}", new SymbolicLink("../chain/1"));
        }

        Assert.That(
            () => Walk(tree, path: "links").Count(), Throws.InvalidOperationException.With.Message.Contains($"more than {LinkedWalk.MaximumNames} names"));
    }

    [Test]
    public void What_lies_in_a_folder_is_not_kept_for_each_link_that_leads_there()
    {
        var tree = Tree(("!", new SymbolicLink(".")));
        for (var file = 0; file < 20_000; file++)
        {
            tree.Set($"{file}", File);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () => Walk(tree, new ArchiveLimits { MaximumEntries = 100 }).Count(),
            Throws.InvalidOperationException.With.Message.Contains("100 files and folders"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void It_can_be_stopped()
    {
        using var source = new CancellationTokenSource();
        using var items = Walk(Tree(("a", File), ("b", File)), cancellationToken: source.Token).GetEnumerator();
        Assert.That(items.MoveNext());
        source.Cancel();
        Assert.That(() => items.MoveNext(), Throws.InstanceOf<OperationCanceledException>());
    }
}
