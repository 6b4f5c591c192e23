using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

public sealed class ContentSpoolTests
{
    [TestCase(100, 0)]
    [TestCase(100_000, 1)]
    public void Small_content_stays_in_memory_and_large_content_goes_to_a_private_file(int length, int files)
    {
        using var folder = new TemporaryFolder();
        var bytes = TestBytes.Noise(length);
        using (var spool = new ContentSpool(folder.Path, memoryLimit: 8192))
        {
            var content = spool.Write(ContentKind.Compressed, stream =>
            {
                for (var offset = 0; offset < length; offset += 50)
                {
                    stream.Write(bytes.AsSpan(offset, Math.Min(50, length - offset)));
                }
            });
            Assert.That(content.ToArray(), Is.EqualTo(bytes));
            Assert.That(content.Kind, Is.EqualTo(ContentKind.Compressed));
            var found = Directory.GetFiles(folder.Path);
            Assert.That(found, Has.Length.EqualTo(files));
            if (!OperatingSystem.IsWindows())
            {
                Assert.That(found.Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            }
        }

        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void A_failed_writer_leaves_no_file_and_gives_its_memory_back()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool(folder.Path, memoryLimit: 8192);
        for (var round = 0; round < 4; round++)
        {
            Assert.That(
                () => spool.Write(ContentKind.Data, stream =>
                {
                    stream.Write(new byte[6000]);
                    throw new InvalidDataException("the writer fails");
                }),
                Throws.InstanceOf<InvalidDataException>());
        }

        spool.Write(ContentKind.Data, stream => stream.Write(new byte[6000]));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void A_folder_that_cannot_be_written_is_reported()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool(folder.WriteFile("a-file", [1]), memoryLimit: 0);
        var exception = Assert.Throws<FileAccessException>(() => spool.Write(ContentKind.Data, stream => stream.WriteByte(1)));
        Assert.That(exception!.DiagnosticId, Is.EqualTo("TB6001"));
    }
}
