using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Tests.Trees;

public class LinkResolverTests
{
    [TestCase("", ExpectedResult = "directory")]
    [TestCase("/", ExpectedResult = "directory")]
    [TestCase("a/b/file", ExpectedResult = "file")]
    [TestCase("/a//./b/../b/file", ExpectedResult = "file")]
    [TestCase("../../a/b/file", ExpectedResult = "file")]
    [TestCase("a/absolute", ExpectedResult = "file")]
    [TestCase("a/relative/file", ExpectedResult = "file")]
    [TestCase("a/b/up", ExpectedResult = "directory")]
    [TestCase("a/b/up/b/file", ExpectedResult = "file")]
    [TestCase("a/outside", ExpectedResult = "file")]
    [TestCase("a/missing", ExpectedResult = null)]
    [TestCase("a/dangling", ExpectedResult = null)]
    [TestCase("a/itself", ExpectedResult = null)]
    [TestCase("a/b/file/below", ExpectedResult = null)]
    [TestCase("a/b/file/..", ExpectedResult = null)]
    [TestCase("a/chain1", ExpectedResult = "file")]
    [TestCase("a/chain0", ExpectedResult = null)]
    public string? Leads_where_a_process_with_that_root_would_come(string path)
    {
        var tree = new FileTree();
        tree.SetFile("a/b/file", BlobSource.FromText("x"));
        tree.Set("a/absolute", new SymbolicLink("/a/b/file"));
        tree.Set("a/relative", new SymbolicLink("./b"));
        tree.Set("a/b/up", new SymbolicLink(".."));
        tree.Set("a/outside", new SymbolicLink("../../../../a/b/file"));
        tree.Set("a/dangling", new SymbolicLink("c"));
        tree.Set("a/itself", new SymbolicLink("itself"));
        for (var index = 0; index < LinkResolver.MaximumLinks; index++)
        {
            tree.Set($"a/chain{index}", new SymbolicLink($"chain{index + 1}"));
        }

        tree.Set($"a/chain{LinkResolver.MaximumLinks}", new SymbolicLink("b/file"));
        return LinkResolver.Resolve(tree, path) switch
        {
            DirectoryNode => "directory",
            RegularFile => "file",
            null => null,
            var other => other.ToString(),
        };
    }
}
