using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Tests.Overlays;

[TestFixture]
sealed class OverlayInstallContextTests
{
    static FileTree Artifacts(params (string Path, FileTreeEntry Entry)[] entries)
    {
        var tree = new FileTree();
        foreach (var (path, entry) in entries)
        {
            tree.Set($"artifacts/{path}", entry);
        }

        return tree;
    }

    static RegularFile File(string text) => new(BlobSource.FromText(text));

    [Test]
    public void Links_are_followed_within_the_artifacts()
    {
        using var bench = new OverlayBench();
        var context = bench.Context(Artifacts(
            ("a/file", File("1")), ("a/to-file", new SymbolicLink("file")), ("b/to-folder", new SymbolicLink("../a")), ("b/up", new SymbolicLink("../b/../a/to-file"))));
        context.CopyTree("b", "esp");
        context.CopyFile("b/to-folder/to-file", "copied");
        Assert.That(OverlayBench.Lines(context.ToInstallation()), Is.EqualTo(new[]
        {
            "copied=1", "esp/", "esp/to-folder/", "esp/to-folder/file=1", "esp/to-folder/to-file=1", "esp/up=1",
        }));
    }

    [TestCase("../../etc/passwd", "leads out of the artifacts")]
    [TestCase("/etc/passwd", "leads out of the artifacts")]
    [TestCase("nowhere", "leads nowhere")]
    [TestCase("link", "more than 40 symbolic links")]
    [TestCase("..", "make a loop")]
    public void Links_that_leave_the_artifacts_or_lead_nowhere_are_refused(string target, string message)
    {
        using var bench = new OverlayBench();
        var context = bench.Context(Artifacts(("a/file", File("1")), ("a/link", new SymbolicLink(target))));
        var failure = Assert.Throws<OverlayException>(() => context.CopyTree(string.Empty, string.Empty));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayLinkRefused));
        Assert.That(failure.Message, Does.Contain(message));
    }

    /// <summary>Thirty folders, each with two links to the next, would be two thousand million.</summary>
    [Test]
    public void Links_that_multiply_the_artifacts_are_refused()
    {
        using var bench = new OverlayBench();
        var context = bench.Context(Multiplied());
        var failure = Assert.Throws<OverlayException>(() => context.CopyTree("0", string.Empty));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayLinkRefused));
        Assert.That(failure.Message, Does.Contain("artifacts/0 holds more than 100000 files and folders").And.Contain("do not use it"));
    }

    [Test]
    public void As_many_artifacts_as_the_limit_are_copied()
    {
        using var bench = new OverlayBench();
        var content = File("1");
        var context = bench.Context(Artifacts([.. Enumerable.Range(0, 100_000).Select(number => ($"a/{number}", (FileTreeEntry)content))]));
        context.CopyTree("a", string.Empty);
        Assert.That(context.ToInstallation().Esp.Root.Children, Has.Count.EqualTo(100_000));
        Assert.That(() => context.CopyTree(string.Empty, string.Empty), Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo("TB7003"));
    }

    [Test]
    public void Copying_artifacts_can_be_cancelled()
    {
        using var bench = new OverlayBench();
        Assert.That(
            () => bench.Context(Multiplied()).CopyTree("0", string.Empty, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    static FileTree Multiplied() => Artifacts(
    [
        .. Enumerable.Range(0, 30).SelectMany(number => new (string, FileTreeEntry)[]
        {
            ($"{number}/a", new SymbolicLink($"../{number + 1}")), ($"{number}/b", new SymbolicLink($"../{number + 1}")),
        }),
        ("30/file", File("1")),
    ]);

    [TestCase("missing", "is not there")]
    [TestCase("a", "is no file")]
    [TestCase("pipe", "is no file")]
    public void An_artifact_that_is_no_file_is_named(string path, string message)
    {
        using var bench = new OverlayBench();
        var context = bench.Context(Artifacts(("a/file", File("1")), ("pipe", new SpecialFile(SpecialFileKind.Fifo, FileMetadata.DefaultFile))));
        var failure = Assert.Throws<OverlayException>(() => context.CopyFile(path, "x"));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayArtifactMissing));
        Assert.That(failure.Message, Does.Contain($"artifacts/{path} {message}"));
    }

    [Test]
    public void An_image_without_artifacts_is_no_overlay_image() => Assert.That(
        () => OverlayBench.Image(new FileTree(), "ghcr.io/a/b:v1").Artifacts,
        Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo("TB7002").And.Message.Contain("ghcr.io/a/b:v1"));

    [TestCase(0, 1, 1024)]
    [TestCase(1023, 2, 1024)]
    [TestCase(1024, 4097, 8)]
    [TestCase(5119, 2, 8)]
    [TestCase(long.MaxValue, 1, 8)]
    [TestCase(-1, 1, 8)]
    public void Bytes_of_the_disk_outside_of_the_room_are_refused(long offset, int length, long sectors)
    {
        using var bench = new OverlayBench();
        var context = bench.Context(Artifacts(("a", File("1"))), offset: sectors);
        var failure = Assert.Throws<OverlayException>(() => context.WriteToDisk(offset, BlobSource.Zeros(length)));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayWriteRefused));
        Assert.That(context.ToInstallation().DiskWrites, Is.Empty);
    }

    [Test]
    public void Bytes_that_lie_over_others_are_refused_and_the_rest_is_sorted()
    {
        using var bench = new OverlayBench();
        var context = bench.Context(Artifacts(("a", File("1"))), offset: 8);
        context.WriteToDisk(4000, BlobSource.FromText("second"));
        context.WriteToDisk(1024, BlobSource.FromText("first"));
        context.WriteToDisk(1029, BlobSource.FromText(string.Empty));
        Assert.That(() => context.WriteToDisk(4005, BlobSource.FromText("x")), Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo("TB7004"));
        Assert.That(OverlayBench.Lines(context.ToInstallation()), Is.EqualTo(new[] { "@1024=first", "@4000=second" }));
    }

    [Test]
    public void A_path_cannot_be_both_a_file_and_a_folder()
    {
        using var bench = new OverlayBench();
        var context = bench.Context(Artifacts(("a", File("1"))));
        context.WriteFile("x/y", BlobSource.FromText("1"));
        context.MakeFolder("x");
        context.WriteFile("x/y", BlobSource.FromText("2"));
        foreach (var wrong in new Action[]
        {
            () => context.WriteFile("x", BlobSource.FromText("1")), () => context.MakeFolder("x/y"), () => context.WriteFile("x/y/z", BlobSource.FromText("1")),
            () => context.WriteFile("../x", BlobSource.FromText("1")), () => context.WriteFile(string.Empty, BlobSource.FromText("1")),
        })
        {
            Assert.That(() => wrong(), Throws.InstanceOf<OverlayException>().With.Property("DiagnosticId").EqualTo("TB7012"));
        }

        Assert.That(OverlayBench.Lines(context.ToInstallation()), Is.EqualTo(new[] { "x/", "x/y=2" }));
    }
}
