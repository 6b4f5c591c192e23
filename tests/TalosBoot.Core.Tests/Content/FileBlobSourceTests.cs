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
    public void A_pipe_is_refused_and_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("There are no named pipes among files.");
        }

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

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(7000);
        return (BlobSource.FromFile(_folder.WriteFile("content", bytes)), bytes);
    }
}
