using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

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
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB2102"));
    }

    protected override (BlobSource Source, byte[] Expected) Create()
    {
        var bytes = TestBytes.Noise(7000);
        return (BlobSource.FromFile(_folder.WriteFile("content", bytes)), bytes);
    }
}
