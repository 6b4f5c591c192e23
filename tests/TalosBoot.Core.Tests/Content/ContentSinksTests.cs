using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

public sealed class ContentSinksTests
{
    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task A_file_holds_the_content_and_its_holes_take_no_space()
    {
        var content = new SparseImageBuilder().Place(200L << 20, TestBytes.Noise(3_000_000), "data").Build(400L << 20);
        var path = _folder["sparse"];
        await content.WriteToFileAsync(path);
        Assert.That(Digest.Sha256(BlobSource.FromFile(path)), Is.EqualTo(Digest.Sha256(content)));
        Assert.That(long.Parse(ForeignTool.Run("du", "-k", path).Output.Split('\t')[0]), Is.LessThan(8000));
    }

    [Test]
    public async Task A_stream_gets_holes_as_zeros()
    {
        var content = new SparseImageBuilder().Place(2_000_000, TestBytes.Noise(1_500_000), "data").Build(5_000_000);
        using var memory = new MemoryStream();
        await content.WriteToStreamAsync(memory);
        Assert.That(memory.ToArray(), Is.EqualTo(content.ToArray()));
    }

    [Test]
    public async Task An_earlier_file_is_replaced_only_by_a_complete_one()
    {
        var path = _folder.WriteFile("asset", [1, 2, 3]);
        var failing = new ObservedSource(BlobSource.FromBytes(new byte[4 << 20]), (offset, _) =>
        {
            if (offset >= 2 << 20)
            {
                throw new ImageFormatException(DiagnosticIds.Truncated, "test", offset, "fails here");
            }
        });
        Assert.That(async () => await failing.WriteToFileAsync(path), Throws.InstanceOf<ImageFormatException>());
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 1, 2, 3 }));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Has.Length.EqualTo(1));

        await BlobSource.FromBytes(new byte[] { 9 }).WriteToFileAsync(path);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(new byte[] { 9 }));
    }

    [Test]
    public async Task A_file_that_is_larger_than_its_file_system_allows_is_told()
    {
        // ext4, XFS, Btrfs and tmpfs end below 8 EiB.
        var exception = await Assert.CatchAsync<FileAccessException>(async () => await BlobSource.Zeros(long.MaxValue).WriteToFileAsync(_folder["large"]));
        Assert.That(exception!.DiagnosticId, Is.AnyOf(DiagnosticIds.OutputNotWritable, DiagnosticIds.NoSpaceLeft));
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Is.Empty);
    }

    [Test]
    public void A_cancelled_write_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var content = new ObservedSource(BlobSource.FromBytes(new byte[8 << 20]), (offset, _) =>
        {
            if (offset >= 4 << 20)
            {
                cancellation.Cancel();
            }
        });
        Assert.That(
            async () => await content.WriteToFileAsync(_folder["asset"], cancellationToken: cancellation.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFileSystemEntries(_folder.Path), Is.Empty);
    }

    [Test]
    public async Task A_missing_folder_and_a_folder_in_the_way_are_reported()
    {
        var content = BlobSource.FromText("x");
        foreach (var path in new[] { _folder["no", "such", "folder", "asset"], _folder.Path })
        {
            var exception = await Assert.ThrowsAsync<FileAccessException>(() => content.WriteToFileAsync(path));
            Assert.That(exception!.DiagnosticId, Is.EqualTo("TB6001"));
            Assert.That(exception.Path, Is.EqualTo(path));
        }
    }

    [Test]
    public async Task A_full_device_is_reported_and_left_clean()
    {
        var mountPoint = _folder["full"];
        Directory.CreateDirectory(mountPoint);
        ForeignTool.RequireRoot("A small file system can be mounted by root on Linux only.");
        if (ForeignTool.TryRun("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", mountPoint]).ExitCode != 0)
        {
            ForeignTool.SkipOrFail("This container lets nobody mount a file system.");
        }

        try
        {
            var exception = await Assert.ThrowsAsync<FileAccessException>(
                () => BlobSource.FromBytes(TestBytes.Noise(3 << 20)).WriteToFileAsync(Path.Combine(mountPoint, "asset")));
            Assert.That(exception!.DiagnosticId, Is.EqualTo("TB6002"));
            Assert.That(Directory.GetFileSystemEntries(mountPoint), Is.Empty);
        }
        finally
        {
            ForeignTool.Run("umount", mountPoint);
        }
    }

    [Test]
    public async Task Progress_begins_at_nothing_and_ends_at_everything()
    {
        var progress = new RecordingProgress();
        await BlobSource.FromBytes(new byte[5 << 20]).WriteToFileAsync(_folder["asset"], progress);
        Assert.That(progress.Reports[0], Is.EqualTo(new BuildProgress(BuildStage.Write, "asset", 0, 5 << 20)));
        Assert.That(progress.Reports[^1], Is.EqualTo(new BuildProgress(BuildStage.Write, "asset", 5 << 20, 5 << 20)));
        Assert.That(progress.Reports.Select(report => report.BytesDone), Is.Ordered);
    }

    [Test]
    public async Task What_a_link_leads_to_is_written_and_the_link_stays()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["there"]);
        File.WriteAllText(folder["there/old"], "earlier");
        File.CreateSymbolicLink(folder["link"], "there/old");
        File.CreateSymbolicLink(folder["new-link"], "there/new");

        await BlobSource.FromBytes("content"u8.ToArray()).WriteToFileAsync(folder["link"]);
        await BlobSource.FromBytes("content"u8.ToArray()).WriteToFileAsync(folder["new-link"]);

        Assert.That((File.ReadAllText(folder["there/old"]), File.ReadAllText(folder["there/new"])), Is.EqualTo(("content", "content")));
        Assert.That((new FileInfo(folder["link"]).LinkTarget, new FileInfo(folder["new-link"]).LinkTarget), Is.EqualTo(("there/old", "there/new")));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "there are no such files")]
    public void A_pipe_or_a_device_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        ForeignTool.Run("mkfifo", folder["pipe"]);
        File.CreateSymbolicLink(folder["null"], "/dev/null");
        foreach (var name in new[] { "pipe", "null" })
        {
            Assert.That(
                () => BlobSource.FromBytes(new byte[] { 1 }).WriteToFileAsync(folder[name]),
                Throws.TypeOf<FileAccessException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.OutputNotWritable), name);
        }

        Assert.That(Directory.GetFiles(folder.Path), Is.EquivalentTo(new[] { folder["pipe"], folder["null"] }));
        Assert.That(new FileInfo(folder["null"]).LinkTarget, Is.EqualTo("/dev/null"));
    }
}
