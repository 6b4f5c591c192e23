using System.Text;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Caching;

public sealed class ContentCacheTests
{
    const int HeadSize = 64;

    readonly ManualTime _time = new();

    TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3_000_000)]
    public void What_is_kept_is_found_under_its_key_only(int length)
    {
        var bytes = TestBytes.Noise(length);
        Assert.That(Cache().Find(Key("a")), Is.Null);
        Assert.That(Cache().Keep(Key("a"), BlobSource.FromBytes(bytes)), Is.True);
        Assert.That(Cache().Find(Key("a"))!.ToArray(), Is.EqualTo(bytes));
        Assert.That(Cache().Find(Key("b")), Is.Null);
        File.Move(Entry("a"), Entry("b"));
        Assert.That(Cache().Find(Key("b")), Is.Null, "an entry under the name of another key");
    }

    [Test]
    public void Holes_are_kept_as_zeros()
    {
        var content = BlobSource.Concat(BlobSource.Zeros(3_000_000), BlobSource.FromBytes(TestBytes.Noise(1000)), BlobSource.Zeros(5));
        Cache().Keep(Key("a"), content);
        Assert.That(Cache().Find(Key("a"))!.ToArray(), Is.EqualTo(content.ToArray()));
    }

    [Test]
    public void Any_changed_or_missing_byte_makes_an_entry_useless()
    {
        var cache = Cache();
        for (var offset = 0; offset < HeadSize + 100; offset++)
        {
            cache.Keep(Key("a"), BlobSource.FromBytes(TestBytes.Noise(100)));
            var bytes = File.ReadAllBytes(Entry("a"));
            bytes[offset] ^= 0x10;
            File.WriteAllBytes(Entry("a"), bytes);
            Assert.That(cache.Find(Key("a")), Is.Null, $"byte {offset}");
            Assert.That(File.Exists(Entry("a")), Is.False);

            File.WriteAllBytes(Entry("a"), bytes[..offset]);
            Assert.That(cache.Find(Key("a")), Is.Null, $"cut at {offset}");
        }
    }

    [Test]
    public void Nobody_else_can_read_what_is_kept()
    {
        Cache().Keep(Key("a"), BlobSource.FromText("a"));
        if (!OperatingSystem.IsWindows())
        {
            var folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.That(File.GetUnixFileMode(Entry("a")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.That(File.GetUnixFileMode(_folder["cache"]), Is.EqualTo(folder));
        }
    }

    [Test]
    public void What_was_not_used_for_the_longest_time_is_dropped()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            Cache().Keep(Key(name), BlobSource.FromBytes(TestBytes.Noise(1000)));
            File.SetLastWriteTimeUtc(Entry(name), _time.Advance().UtcDateTime);
        }

        Assert.That(Cache().Find(Key("a")), Is.Not.Null);
        _time.Advance();
        Assert.That(Cache(4 * (HeadSize + 1000)).Keep(Key("d"), BlobSource.FromBytes(new byte[2000])), Is.True);
        Assert.That(Cache().Find(Key("a")), Is.Not.Null);
        Assert.That(Cache().Find(Key("b")), Is.Null);
        Assert.That(Cache().Find(Key("d"))!.Length, Is.EqualTo(2000));
    }

    [Test]
    public void What_is_over_the_limit_by_itself_is_not_kept()
    {
        Assert.That(Cache(1000).Keep(Key("a"), BlobSource.FromBytes(new byte[1000])), Is.False);
        Assert.That(Directory.Exists(_folder["cache"]), Is.False);
    }

    [Test]
    public void What_dead_processes_left_is_dropped_and_never_read()
    {
        var old = _folder.WriteFile("cache/00.x.partial", [1]);
        var young = _folder.WriteFile("cache/01.x.partial", [1]);
        File.SetLastWriteTimeUtc(old, _time.GetUtcNow().UtcDateTime.AddDays(-2));
        File.SetLastWriteTimeUtc(young, _time.GetUtcNow().UtcDateTime);
        Cache().Keep(Key("a"), BlobSource.FromText("a"));
        Assert.That((File.Exists(old), File.Exists(young)), Is.EqualTo((false, true)));
        Assert.That(Directory.GetFiles(_folder["cache"]), Has.Length.EqualTo(2));
    }

    [Test]
    public void A_cancelled_or_failing_write_leaves_nothing_behind()
    {
        Assert.That(
            () => Cache().Keep(Key("a"), BlobSource.FromText("a"), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFiles(_folder["cache"]), Is.Empty);
        _folder.WriteFile("file", [1]);
        Assert.That(new ContentCache(_folder["file"]).Keep(Key("a"), BlobSource.FromText("a")), Is.False);
        Assert.That(new ContentCache(_folder["file"]).Find(Key("a")), Is.Null);
    }

    static Digest Key(string name) => Digest.Sha256(Encoding.UTF8.GetBytes(name));

    string Entry(string name) => Path.Combine(_folder["cache"], Key(name).Hex + ".entry");

    ContentCache Cache(long limit = ContentCache.DefaultSizeLimit) => new(_folder["cache"], limit, _time);
}
