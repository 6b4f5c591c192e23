using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

public sealed class ContentSpoolTests
{
    [TestCase(100)]
    [TestCase(100_000)]
    [TestCase(5_000_000)]
    public void Small_content_stays_in_memory_and_large_content_goes_to_a_file_that_nobody_sees(int length)
    {
        using var folder = new TemporaryFolder();
        var bytes = TestBytes.Noise(length);
        using (var spool = new ContentSpool(folder.Path, memoryLimit: 8192))
        {
            var content = spool.Write(ContentKind.Compressed, stream =>
            {
                for (var offset = 0; offset < length; offset += 5000)
                {
                    stream.Write(bytes.AsSpan(offset, Math.Min(5000, length - offset)));
                }
            });
            Assert.That(content.ToArray(), Is.EqualTo(bytes));
            Assert.That(content.Kind, Is.EqualTo(ContentKind.Compressed));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(OperatingSystem.IsWindows() && length > 8192 ? 1 : 0));
        }

        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [Test]
    public void Many_contents_at_once_share_one_file_and_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool(folder.Path, memoryLimit: 0);
        var contents = new BlobSource[40];
        Parallel.For(0, contents.Length, index => contents[index] = spool.Write(ContentKind.Data, stream =>
        {
            for (var piece = 0; piece < 30; piece++)
            {
                stream.Write(Enumerable.Repeat((byte)index, 100_000 + index).ToArray());
                if (index % 8 == 7 && piece == 20)
                {
                    using var given = spool.OpenStream();
                    given.Write(new byte[3_000_000]);
                }
            }
        }));
        for (var index = 0; index < contents.Length; index++)
        {
            Assert.That(contents[index].Length, Is.EqualTo(30 * (100_000 + index)));
            Assert.That(contents[index].ToArray().AsSpan().ContainsAnyExcept((byte)index), Is.False, $"content {index}");
        }
    }

    [Test]
    public void The_limit_of_the_file_is_for_what_is_written()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool(folder.Path, memoryLimit: 0) { FileLimit = 4_000_000 };
        var contents = Enumerable.Range(0, 100).Select(index => Write(10_000, (byte)index)).ToList();
        contents.Add(Write(2_900_000, 100));
        foreach (var (index, content) in contents.Index())
        {
            Assert.That(content.ToArray().AsSpan().ContainsAnyExcept((byte)index), Is.False, $"content {index}");
        }

        var refused = Assert.Throws<ImageFormatException>(() => Write(110_000, 101))!;
        Assert.That(refused.DiagnosticId, Is.EqualTo("TB4002"));

        BlobSource Write(int length, byte value) => spool.Write(ContentKind.Data, stream => stream.Write(Enumerable.Repeat(value, length).ToArray()));
    }

    [Test]
    public void What_a_killed_process_left_is_removed_and_what_is_in_use_stays()
    {
        using var folder = new TemporaryFolder();
        var left = folder.WriteFile("talosboot-left.spool", [1]);
        var alien = folder.WriteFile("talosboot-notes.txt", [1]);
        using var used = new FileStream(folder["talosboot-used.spool"], FileMode.CreateNew, FileAccess.Write, FileShare.None);
        using var spool = new ContentSpool(folder.Path, memoryLimit: 0);
        spool.Write(ContentKind.Data, stream => stream.WriteByte(1));
        Assert.That((File.Exists(left), File.Exists(alien), File.Exists(used.Name)), Is.EqualTo((false, true, true)));
    }

    [Test]
    public async Task Content_that_is_disposed_under_a_reader_is_given_back_when_that_one_ends()
    {
        using var gate = new ManualResetEventSlim();
        using var reading = new ManualResetEventSlim();
        var spool = new ContentSpool(memoryLimit: 0);
        var content = spool.Write(ContentKind.Data, stream => stream.Write(TestBytes.Noise(100_000)));
        var owned = new OwnedContent(
            new ObservedSource(content, (_, _) =>
            {
                reading.Set();
                gate.Wait();
            }),
            spool);
        var read = Task.Run(() => owned.ToArray());
        reading.Wait();
        owned.Dispose();
        Assert.That(read.IsCompleted, Is.False);
        gate.Set();
        Assert.That(await read, Is.EqualTo(TestBytes.Noise(100_000)));
        Assert.That(() => owned.Read(0, new byte[1]), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => content.Read(0, new byte[1]), Throws.TypeOf<ObjectDisposedException>());
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
