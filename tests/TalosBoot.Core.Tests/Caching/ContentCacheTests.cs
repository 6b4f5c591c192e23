using System.Runtime.Versioning;
using System.Text;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Caching;

public sealed class ContentCacheTests
{
    const int HeadSize = 80;

    static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    readonly ManualTime _time = new();
    readonly WorkBudget _budget = new(processors: 2);

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

    /// <summary>Large entries are verified in pieces of a mebibyte.</summary>
    [Test]
    public void A_change_in_any_piece_of_a_large_entry_and_pieces_in_another_order_make_it_useless()
    {
        const int Piece = 1024 * 1024;
        var cache = Cache();
        var content = TestBytes.Noise(3 * Piece + 7);
        Action<byte[]>[] changes =
        [
            bytes => bytes[HeadSize] ^= 1,
            bytes => bytes[HeadSize + Piece - 1] ^= 1,
            bytes => bytes[HeadSize + 2 * Piece] ^= 1,
            bytes => bytes[^1] ^= 1,
            bytes =>
            {
                var first = bytes.AsSpan(HeadSize, Piece).ToArray();
                bytes.AsSpan(HeadSize + Piece, Piece).CopyTo(bytes.AsSpan(HeadSize));
                first.CopyTo(bytes.AsSpan(HeadSize + Piece));
            },
        ];
        foreach (var change in changes)
        {
            cache.Keep(Key("a"), BlobSource.FromBytes(content));
            var bytes = File.ReadAllBytes(Entry("a"));
            change(bytes);
            File.WriteAllBytes(Entry("a"), bytes);
            Assert.That(cache.Find(Key("a")), Is.Null);
        }

        cache.Keep(Key("a"), BlobSource.FromBytes(content));
        Assert.That(Cache().Find(Key("a"))!.ToArray(), Is.EqualTo(content));
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
            File.SetLastAccessTimeUtc(Entry(name), _time.Advance().UtcDateTime);
        }

        Assert.That(Cache().Find(Key("a")), Is.Not.Null);
        _time.Advance();
        Assert.That(Cache(4 * (HeadSize + 1000)).Keep(Key("d"), BlobSource.FromBytes(new byte[2000])), Is.True);
        Assert.That(Cache().Find(Key("a")), Is.Not.Null);
        Assert.That(Cache().Find(Key("b")), Is.Null);
        Assert.That(Cache().Find(Key("d"))!.Length, Is.EqualTo(2000));
    }

    /// <summary>An asset reads what was remembered for as long as somebody downloads it.</summary>
    [Test]
    public void What_was_found_can_be_read_to_its_end_whoever_deletes_it()
    {
        var (first, second) = (TestBytes.Noise(10_000), TestBytes.Noise(9_000));
        var cache = Cache(15_000);
        cache.Keep(Key("a"), BlobSource.FromBytes(first));
        var evicted = cache.Find(Key("a"))!;
        _time.Advance();
        cache.Keep(Key("b"), BlobSource.FromBytes(second));
        Assert.That(File.Exists(Entry("a")), Is.False);
        var deleted = cache.Find(Key("b"))!;
        Directory.Delete(_folder["cache"], recursive: true);

        // More files than are kept open at the same time, unless they are held.
        var others = Enumerable.Range(0, 150).Select(index => BlobSource.FromFile(_folder.WriteFile($"{index}", [1]))).ToList();
        others.ForEach(other => other.ToArray());
        Assert.That(evicted.ToArray(), Is.EqualTo(first));
        Assert.That(deleted.ToArray(), Is.EqualTo(second));
        evicted.CloseFiles();
        Assert.That(() => evicted.ToArray(), Throws.TypeOf<FileAccessException>(), "It holds no space any more.");
    }

    /// <summary>Somebody else may have put it there, as long as a disk allows. Its length decides what is read, and which memory is taken for that.</summary>
    [Test]
    public void An_entry_that_is_longer_than_the_limit_is_not_looked_at()
    {
        Cache().Keep(Key("a"), BlobSource.FromText("a"));
        using (var file = new FileStream(Entry("a"), FileMode.Open, FileAccess.Write))
        {
            file.SetLength(1L << 42);
        }

        Assert.That(Cache().Find(Key("a")), Is.Null);
        Assert.That(File.Exists(Entry("a")), Is.True);
    }

    [Test]
    public async Task A_budget_verifies_entries_for_those_who_take_turns()
    {
        var bytes = TestBytes.Noise(5_000_000);
        Cache().Keep(Key("a"), BlobSource.FromBytes(bytes));
        var budget = new WorkBudget(processors: 1);
        using var held = new ManualResetEventSlim();
        var other = budget.RunAsync(token => held.Wait(Soon, token), default);
        var waiting = Cache().TakeTurnAsync(Key("a"), budget, default).AsTask();
        await Task.Delay(200);
        Assert.That(waiting.IsCompleted, Is.False, "The only processor of the budget does something else.");
        held.Set();
        await other;
        using var turn = await waiting.WaitAsync(Soon);
        Assert.That(turn.Found!.ToArray(), Is.EqualTo(bytes));
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
        var left = _folder.WriteFile("cache/00.x.partial", [1]);
        using var held = new FileStream(_folder["cache/01.x.partial"], FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Cache().Keep(Key("a"), BlobSource.FromText("a"));
        Assert.That((File.Exists(left), File.Exists(held.Name)), Is.EqualTo((false, true)));
        Assert.That(Directory.GetFiles(_folder["cache"]).Select(Path.GetExtension), Is.EquivalentTo(new[] { ".partial", ".entry", "" }));
    }

    [Test]
    public void A_cancelled_or_failing_write_leaves_nothing_behind()
    {
        Assert.That(
            () => Cache().Keep(Key("a"), BlobSource.FromText("a"), new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFiles(_folder["cache"]).Select(Path.GetFileName), Is.SubsetOf(new[] { "key" }));
        _folder.WriteFile("file", [1]);
        Assert.That(new ContentCache(_folder["file"]).Keep(Key("a"), BlobSource.FromText("a")), Is.False);
        Assert.That(new ContentCache(_folder["file"]).Find(Key("a")), Is.Null);
    }

    [Test]
    public void An_entry_that_somebody_made_with_another_secret_is_not_believed()
    {
        using var other = new TemporaryFolder();
        new ContentCache(other["cache"]).Keep(Key("a"), BlobSource.FromText("evil"));
        Cache().Keep(Key("a"), BlobSource.FromText("good"));
        File.Copy(Path.Combine(other["cache"], Path.GetFileName(Entry("a"))), Entry("a"), overwrite: true);
        Assert.That(Cache().Find(Key("a")), Is.Null);
    }

    /// <summary>Who puts the secret into a folder can authenticate whatever he puts there beside it.</summary>
    [Test]
    public void What_another_user_made_is_not_believed()
    {
        ForeignTool.RequireRoot("Only an administrator can give files away.");
        Cache().Keep(Key("a"), BlobSource.FromText("evil"));
        ForeignTool.Run("chown", "65534", $"{_folder["cache"]}/key");
        Assert.That(Cache().Find(Key("a")), Is.Null);
        Assert.That(Cache().Keep(Key("b"), BlobSource.FromText("b")), Is.False);
        File.Delete(Path.Combine(_folder["cache"], "key"));
        Assert.That(Cache().Keep(Key("b"), BlobSource.FromText("b")), Is.True);
        Assert.That(Cache().Find(Key("b")), Is.Not.Null);
    }

    [Test]
    public void An_entry_that_is_changed_after_it_was_found_is_noticed()
    {
        var bytes = TestBytes.Noise(10_000);
        var cache = Cache();
        cache.Keep(Key("a"), BlobSource.FromBytes(bytes));
        var found = cache.Find(Key("a"))!;
        Assert.That(found.ToArray(), Is.EqualTo(bytes));
        using (var file = new FileStream(Entry("a"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = HeadSize + 5000;
            file.WriteByte((byte)~bytes[5000]);
        }

        Assert.That(() => found.ToArray(), Throws.TypeOf<ContentMismatchException>().With.Property("DiagnosticId").EqualTo("TB2103"));
        Assert.That(cache.Find(Key("a")), Is.Null, "It is verified anew, as it was changed.");
    }

    /// <summary>File systems measure times by ticks of some milliseconds, in one of which an entry is made, seen and changed.</summary>
    [Test]
    public void An_entry_that_is_changed_as_soon_as_it_is_there_is_noticed()
    {
        var cache = Cache();
        for (var round = 0; round < 100; round++)
        {
            cache.Keep(Key("a"), BlobSource.FromText($"content {round}"));
            using (var file = new FileStream(Entry("a"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                var made = File.GetLastWriteTimeUtc(file.SafeFileHandle);
                file.Position = HeadSize;
                file.WriteByte((byte)'C');
                file.Flush();
                Assert.That(File.GetLastWriteTimeUtc(file.SafeFileHandle) - made, Is.GreaterThan(TimeSpan.FromSeconds(30)));
            }

            Assert.That(cache.Find(Key("a")), Is.Null);
        }
    }

    [Test]
    public void An_entry_that_another_process_made_again_can_go_on_being_read()
    {
        var bytes = TestBytes.Noise(10_000);
        Cache().Keep(Key("a"), BlobSource.FromBytes(bytes));
        var found = Cache().Find(Key("a"))!;
        Cache().Keep(Key("a"), BlobSource.FromBytes(bytes));
        Assert.That(found.ToArray(), Is.EqualTo(bytes));
        Cache().Keep(Key("a"), BlobSource.FromBytes(TestBytes.Noise(9_999)));
        found.CloseFiles();
        Assert.That(() => found.ToArray(), Throws.TypeOf<ContentMismatchException>());
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "There are no named pipes among files.")]
    public void An_entry_is_verified_once_and_a_pipe_is_none()
    {
        var cache = Cache();
        Assert.That(ForeignTool.Run("mkfifo", $"{Directory.CreateDirectory(_folder["cache"]).FullName}/{Key("a").Hex}.entry").ExitCode, Is.Zero);
        Assert.That(cache.Find(Key("a")), Is.Null);
    }

    [TestCase(UnixFileMode.GroupWrite)]
    [TestCase(UnixFileMode.OtherWrite)]
    [UnsupportedOSPlatform("windows")]
    public void A_folder_that_others_may_write_is_refused_unless_it_is_allowed(UnixFileMode more)
    {
        var folder = Directory.CreateDirectory(_folder["cache"]).FullName;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | more);
        Assert.That(() => Cache(), Throws.TypeOf<FileAccessException>().With.Property("DiagnosticId").EqualTo("TB6004"));
        Assert.That(new ContentCache(folder, allowForeignWriters: true).Keep(Key("a"), BlobSource.FromText("a")), Is.True);
    }

    [Test]
    public async Task Who_wants_what_another_is_making_waits_for_it()
    {
        var made = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var turn = await Cache().TakeTurnAsync(Key("a"), _budget, CancellationToken.None);
            if (turn.Found is null)
            {
                Interlocked.Increment(ref made);
                await Task.Delay(50);
                turn.Keep(BlobSource.FromText("a"), CancellationToken.None);
            }
        })));
        Assert.That(made, Is.EqualTo(1), "Eight caches over one folder, as eight processes would have them.");
    }

    [Test]
    public async Task A_turn_passes_on_when_what_was_to_be_made_failed()
    {
        var first = await Cache().TakeTurnAsync(Key("a"), _budget, CancellationToken.None);
        var second = Cache().TakeTurnAsync(Key("a"), _budget, CancellationToken.None).AsTask();
        using var cancellation = new CancellationTokenSource();
        var third = Cache().TakeTurnAsync(Key("a"), _budget, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(async () => await third);
        Assert.That(second.IsCompleted, Is.False);
        first.Dispose();
        using var turn = await second.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(turn.Found, Is.Null);
    }

    /// <summary>A named pipe is there and cannot be read, as what another user or a failing disk has.</summary>
    [Test]
    [Platform(Exclude = "Win", Reason = "there are no named pipes among files")]
    public async Task An_entry_that_cannot_be_read_is_made_again()
    {
        Assert.That(ForeignTool.Run("mkfifo", $"{Directory.CreateDirectory(_folder["cache"]).FullName}/{Key("a").Hex}.entry").ExitCode, Is.Zero);
        using var cancellation = new CancellationTokenSource(Soon);
        var first = await Task.Run(async () => await Cache().TakeTurnAsync(Key("a"), _budget, cancellation.Token));
        var second = Task.Run(async () => await Cache().TakeTurnAsync(Key("a"), _budget, cancellation.Token));
        Assert.That(first.Found, Is.Null);
        first.Keep(BlobSource.FromText("a"), CancellationToken.None);
        first.Dispose();
        using var turn = await second;
        Assert.That(turn.Found!.ToArray(), Is.EqualTo("a"u8.ToArray()));
    }

    static Digest Key(string name) => Digest.Sha256(Encoding.UTF8.GetBytes(name));

    string Entry(string name) => Path.Combine(_folder["cache"], Key(name).Hex + ".entry");

    ContentCache Cache(long limit = ContentCache.DefaultSizeLimit) => new(_folder["cache"], limit, _time);
}
