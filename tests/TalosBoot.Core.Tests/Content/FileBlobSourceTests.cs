using System.Runtime.CompilerServices;
using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

[ContractOf("FileBlobSource")]
public sealed class FileBlobSourceTests : BlobSourceContract
{
    TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void A_missing_file_is_reported_with_its_path()
    {
        var path = _folder["absent"];
        var exception = Assert.Throws<FileAccessException>(() => BlobSource.FromFile(path));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB6003"));
        Assert.That(exception.Message, Does.Contain(path));
    }

    [Test]
    public void A_file_that_shrinks_under_the_reader_is_reported()
    {
        var path = _folder.WriteFile("shrinking", new byte[1000]);
        var source = BlobSource.FromFile(path);
        File.WriteAllBytes(path, new byte[10]);
        var exception = Assert.Throws<ContentMismatchException>(() => source.Read(0, new byte[1000]));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB2103").Or.EqualTo("TB2102"));
    }

    [Test]
    public void Thousands_of_files_need_few_descriptors()
    {
        var sources = Enumerable.Range(0, 3000).Select(index => BlobSource.FromFile(_folder.WriteFile($"f{index}", BitConverter.GetBytes(index)))).ToArray();
        Parallel.For(0, sources.Length * 3, index =>
        {
            var source = index * 7 % sources.Length;
            Assert.That(BitConverter.ToInt32(sources[source].ToArray()), Is.EqualTo(source));
        });
        Assert.That(FileHandlePool.Shared.Open, Is.LessThan(200));
        Array.ForEach(sources, source => source.CloseFiles());
    }

    [Test]
    [Platform("Linux")]
    public void A_file_is_closed_when_nobody_refers_to_its_source_any_more()
    {
        var path = _folder.WriteFile("dropped", TestBytes.Noise(1000));
        var kept = BlobSource.FromFile(_folder.WriteFile("kept", TestBytes.Noise(1000)));
        ReadAndDrop(path);
        Assert.That(OpenFiles(), Has.Member(path), "The pool keeps it for the next read.");
        for (var pass = 0; pass < 2; pass++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.That(OpenFiles(), Has.No.Member(path).And.Member(_folder["kept"]));
        Assert.That(kept.ToArray(), Has.Length.EqualTo(1000));
    }

    [Test]
    public void A_file_that_is_being_read_is_not_closed_by_a_collection()
    {
        var bytes = TestBytes.Noise(100_000);
        var path = _folder.WriteFile("read", bytes);
        Parallel.For(0, 400, index =>
        {
            if (index % 8 == 0)
            {
                GC.Collect(0, GCCollectionMode.Forced, blocking: false);
            }

            Assert.That(BlobSource.FromFile(path).ToArray().AsSpan().SequenceEqual(bytes));
        });
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "There are no named pipes among files.")]
    public void A_pipe_is_refused_and_not_waited_for()
    {
        Assert.That(ForeignTool.Run("mkfifo", _folder["pipe"]).ExitCode, Is.Zero);
        foreach (var path in new[] { _folder["pipe"], "/dev/null", _folder.Path })
        {
            Assert.That(() => BlobSource.FromFile(path), Throws.TypeOf<FileAccessException>().With.Property("DiagnosticId").EqualTo("TB6003"), path);
        }
    }

    [Test]
    public void A_file_that_takes_the_place_of_another_is_noticed()
    {
        var path = _folder.WriteFile("file", TestBytes.Noise(1000));
        var source = BlobSource.FromFile(path);
        source.CloseFiles();
        File.Move(_folder.WriteFile("other", TestBytes.Noise(1000)), path, overwrite: true);
        Assert.That(() => source.Read(0, new byte[1000]), Throws.TypeOf<ContentMismatchException>().With.Property("DiagnosticId").EqualTo("TB2103"));
    }

    // Not inlined, so that nothing of the test refers to the source when this returns.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static void ReadAndDrop(string path) => BlobSource.FromFile(path).Read(0, new byte[1000]);

    static List<string?> OpenFiles() => [.. Directory.GetFiles("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget)];

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(7000);
        return (BlobSource.FromFile(_folder.WriteFile("content", bytes)), bytes);
    }
}
