using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Caching;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Caching;

[TestFixture]
sealed class BlobCacheTests
{
    const int Mebibyte = 1 << 20;

    static readonly byte[] Content = TestBytes.Noise(3 * Mebibyte);

    static string Blob(TemporaryFolder folder, Digest digest) => folder["cache", "blobs", "sha256", digest.Hex];

    [Test]
    public async Task A_blob_is_fetched_once_and_lies_as_in_a_layout()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        var progress = new RecordingProgress();
        var cache = BlobCache.Open(folder["cache"], new BlobCacheOptions { Progress = progress });
        Assert.That((await cache.GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        Assert.That((await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        Assert.That(origin.Offsets, Is.EqualTo(new[] { 0L }));
        Assert.That(File.ReadAllBytes(Blob(folder, origin.Descriptor.Digest)), Is.EqualTo(Content));
        Assert.That(Directory.GetFiles(folder["cache", "blobs", "sha256"]), Has.Length.EqualTo(1), "Nothing unfinished is left.");
        Assert.That(progress.Reports[0].BytesDone, Is.Zero);
        Assert.That(progress.Reports[^1].BytesDone, Is.EqualTo(Content.Length));
    }

    [Test]
    public async Task A_blob_of_no_bytes_is_one()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin([]);
        var blob = await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync);
        Assert.That(blob.Length, Is.Zero);
        Assert.That(origin.Offsets, Is.Empty, "There is nothing to ask for.");
    }

    [Test]
    [Platform("Linux,MacOsX")]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_user_may_read_it()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync);
        foreach (var path in Directory.GetFileSystemEntries(folder["cache"], "*", SearchOption.AllDirectories).Append(folder["cache"]))
        {
            var others = File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Assert.That(others, Is.EqualTo(UnixFileMode.None), path);
        }
    }

    [Test]
    public async Task A_download_that_failed_is_gone_on_with_from_where_it_was()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content) { FailAt = Mebibyte };
        Assert.That(
            async () => await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync), Throws.InstanceOf<TimeoutException>());
        Assert.That(File.Exists(Blob(folder, origin.Descriptor.Digest)), Is.False);
        Assert.That(new FileInfo(Blob(folder, origin.Descriptor.Digest) + ".partial").Length, Is.EqualTo(Mebibyte));
        origin.FailAt = long.MaxValue;
        Assert.That((await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        Assert.That(origin.Offsets, Is.EqualTo(new[] { 0L, Mebibyte }));
    }

    [Test]
    public async Task A_cancelled_download_is_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        var cache = BlobCache.Open(folder["cache"], new BlobCacheOptions { Progress = new CancellingProgress(source) });
        var origin = new BlobOrigin(Content) { AnswerLength = Mebibyte };
        Assert.That(async () => await cache.GetAsync(origin.Descriptor, origin.OpenAsync, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await cache.GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        Assert.That(origin.Offsets[^1], Is.GreaterThan(0));
    }

    [Test]
    public async Task Answers_that_end_early_are_followed_by_others()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content) { AnswerLength = Mebibyte };
        await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync);
        Assert.That(origin.Offsets, Is.EqualTo(new[] { 0L, Mebibyte, 2 * Mebibyte }));
    }

    [TestCase(1, "TB2102", Description = "more comes")]
    [TestCase(-1, "TB2102", Description = "less comes")]
    [TestCase(0, "TB2101", Description = "something else comes")]
    public void What_is_not_what_was_announced_is_refused(int more, string id)
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(TestBytes.Noise(Content.Length + more, seed: 2)) { Descriptor = new BlobOrigin(Content).Descriptor };
        var exception = Assert.ThrowsAsync<ContentMismatchException>(
            async () => await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync)).GetAwaiter().GetResult();
        Assert.That(exception!.DiagnosticId, Is.EqualTo(id));
        Assert.That(File.Exists(Blob(folder, origin.Descriptor.Digest)), Is.False);
    }

    [TestCase(100, 100L, Description = "a start that is another one")]
    [TestCase(3 * Mebibyte, null, Description = "all, and another one")]
    [TestCase(5 * Mebibyte, null, Description = "more than all")]
    public async Task A_start_that_is_wrong_costs_one_more_download(int length, long? firstOffset)
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        folder.WriteFile($"cache/blobs/sha256/{origin.Descriptor.Digest.Hex}.partial", TestBytes.Noise(length, seed: 2));
        Assert.That((await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        Assert.That(origin.Offsets, Is.EqualTo(firstOffset is { } offset ? new[] { offset, 0L } : [0L]));
    }

    [Test]
    public async Task A_blob_of_another_size_is_fetched_again()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        folder.WriteFile($"cache/blobs/sha256/{origin.Descriptor.Digest.Hex}", Content.AsSpan(1));
        Assert.That((await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
    }

    [Test]
    public async Task A_descriptor_with_a_wrong_size_does_not_cost_the_blob()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        var cache = BlobCache.Open(folder["cache"]);
        await cache.GetAsync(origin.Descriptor, origin.OpenAsync);
        Assert.That(
            async () => await cache.GetAsync(origin.Descriptor with { Size = 5 }, origin.OpenAsync),
            Throws.InstanceOf<ContentMismatchException>().With.Property("DiagnosticId").EqualTo("TB2102"));
        Assert.That(cache.TryOpen(origin.Descriptor), Is.Not.Null);
    }

    [Test]
    public async Task Damage_is_found_by_the_first_read_of_a_process_and_after_a_change()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        var damaged = Content.ToArray();
        damaged[Mebibyte] ^= 1;
        folder.WriteFile($"cache/blobs/sha256/{origin.Descriptor.Digest.Hex}", damaged);
        var cache = BlobCache.Open(folder["cache"]);
        Assert.That(cache.TryOpen(origin.Descriptor), Is.Null);
        Assert.That((await cache.GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        Assert.That(await cache.ForgetIfDamagedAsync(origin.Descriptor.Digest), Is.False);
        File.WriteAllBytes(Blob(folder, origin.Descriptor.Digest), damaged);
        Assert.That((await cache.GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        File.WriteAllBytes(Blob(folder, origin.Descriptor.Digest), damaged);
        Assert.That(await cache.ForgetIfDamagedAsync(origin.Descriptor.Digest), Is.True);
        Assert.That(await cache.ForgetIfDamagedAsync(origin.Descriptor.Digest), Is.False, "It is not there.");
    }

    [Test]
    public async Task One_fetches_and_all_others_wait_for_it()
    {
        using var folder = new TemporaryFolder();
        var gate = new TaskCompletionSource();
        var origin = new BlobOrigin(Content) { Gate = gate.Task };
        var all = Enumerable.Range(0, 8).Select(_ => BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync).AsTask()).ToArray();
        gate.SetResult();
        foreach (var blob in await Task.WhenAll(all))
        {
            Assert.That(Digest.Sha256(blob), Is.EqualTo(origin.Descriptor.Digest));
        }

        Assert.That(origin.Offsets, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Who_waits_can_be_cancelled_and_goes_on_when_the_other_gives_up()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var stalled = new BlobOrigin(Content) { Gate = new TaskCompletionSource().Task };
        var origin = new BlobOrigin(Content);
        var first = BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, stalled.OpenAsync, stop.Token).AsTask();
        using var late = new CancellationTokenSource(50);
        Assert.That(
            async () => await BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync, late.Token),
            Throws.InstanceOf<OperationCanceledException>());
        var second = BlobCache.Open(folder["cache"]).GetAsync(origin.Descriptor, origin.OpenAsync).AsTask();
        await stop.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await second).Length, Is.EqualTo(Content.Length));
    }

    [Test]
    public async Task The_blob_that_was_not_used_for_the_longest_time_makes_room()
    {
        using var folder = new TemporaryFolder();
        var cache = BlobCache.Open(folder["cache"], new BlobCacheOptions { MaximumSize = 2 * Mebibyte });
        var origins = Enumerable.Range(0, 3).Select(index => new BlobOrigin(TestBytes.Noise(Mebibyte, (ulong)index + 10))).ToArray();
        await FetchAndDropAsync(cache, origins[0], origins[1]);
        File.SetLastAccessTimeUtc(Blob(folder, origins[0].Descriptor.Digest), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastAccessTimeUtc(Blob(folder, origins[1].Descriptor.Digest), new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var used = cache.TryOpen(origins[0].Descriptor);
        await cache.GetAsync(origins[2].Descriptor, origins[2].OpenAsync);
        Assert.That(origins.Select(origin => cache.TryOpen(origin.Descriptor) is not null), Is.EqualTo(new[] { true, false, true }));
        Assert.That(Digest.Sha256(used!), Is.EqualTo(origins[0].Descriptor.Digest));
    }

    [TestCase(0)]
    [TestCase(Mebibyte)]
    public async Task A_blob_that_was_given_out_stays_until_nobody_has_it_any_more(long maximumSize)
    {
        using var folder = new TemporaryFolder();
        var cache = BlobCache.Open(folder["cache"], new BlobCacheOptions { MaximumSize = maximumSize });
        var origins = Enumerable.Range(0, 4).Select(index => new BlobOrigin(TestBytes.Noise(Mebibyte, (ulong)index + 10))).ToArray();
        var lower = await cache.GetStoredAsync(origins[0].Descriptor, origins[0].OpenAsync);
        await FetchAndDropAsync(cache, origins[1]);
        var upper = await BlobCache.Open(folder["cache"], new BlobCacheOptions { MaximumSize = maximumSize })
            .GetStoredAsync(origins[2].Descriptor, origins[2].OpenAsync);
        await FetchAndDropAsync(cache, origins[3]);
        Assert.That(Digest.Sha256(lower.Content.Slice(0, Mebibyte)), Is.EqualTo(origins[0].Descriptor.Digest));
        Assert.That(Digest.Sha256(upper.Content), Is.EqualTo(origins[2].Descriptor.Digest));
        Assert.That(origins.Select(origin => cache.Has(origin.Descriptor.Digest)), Is.EqualTo(new[] { true, false, true, true }));
    }

    [Test]
    public void Blobs_that_nobody_has_any_more_are_forgotten()
    {
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("blob", Content);
        var first = NoteAndDrop(file);
        Collect();
        for (var count = 0; count < 1000; count++)
        {
            NoteAndDrop(file);
        }

        Collect();
        Assert.That(first.IsAlive, Is.False);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference NoteAndDrop(string file)
        {
            var path = Path.Combine("nowhere", Guid.NewGuid().ToString());
            BlobsInUse.Note(path, () => FileBlobSource.Find(file));
            return new WeakReference(path);
        }
    }

    [Test]
    public async Task A_blob_that_is_gone_when_it_is_to_be_read_is_fetched_again()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        var path = folder.WriteFile($"cache/blobs/sha256/{origin.Descriptor.Digest.Hex}", Content);

        // The clock is asked for the time of the use, which is between the look at the file and the read.
        var cache = BlobCache.Open(folder["cache"], new BlobCacheOptions { MaximumSize = long.MaxValue, TimeProvider = new DeletingClock(path) });
        Assert.That((await cache.GetAsync(origin.Descriptor, origin.OpenAsync)).ToArray(), Is.EqualTo(Content));
        Assert.That(origin.Offsets, Is.EqualTo(new[] { 0L }));
    }

    [Test]
    public void Downloads_that_were_given_up_are_deleted()
    {
        using var folder = new TemporaryFolder();
        var digest = Digest.Sha256("old"u8);
        var old = folder.WriteFile($"cache/blobs/sha256/{digest.Hex}.partial", "o"u8);
        var recent = folder.WriteFile($"cache/blobs/sha256/{Digest.Sha256("new"u8).Hex}.partial", "n"u8);
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(recent).AddDays(-8));
        BlobCache.Open(folder["cache"]);
        Assert.That((File.Exists(old), File.Exists(recent)), Is.EqualTo((false, true)));
    }

    [Test]
    public void A_blob_over_the_limit_is_refused_before_anything_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        Assert.That(
            async () => await BlobCache.Open(folder["cache"], new BlobCacheOptions { MaximumBlobSize = 100 }).GetAsync(origin.Descriptor, origin.OpenAsync),
            Throws.InstanceOf<RegistryException>().With.Property("DiagnosticId").EqualTo("TB2007"));
        Assert.That(origin.Offsets, Is.Empty);
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_told()
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("file", "x"u8);
        Assert.That(
            () => BlobCache.Open(folder["file", "cache"]), Throws.InstanceOf<FileAccessException>().With.Property("DiagnosticId").EqualTo("TB6001"));
    }

    [Test]
    [Platform("Linux")]
    public void A_full_disk_is_told_and_nothing_is_left_on_it()
    {
        using var folder = new TemporaryFolder();
        var origin = new BlobOrigin(Content);
        var cache = BlobCache.Open(folder["cache"]);
        var partial = Blob(folder, origin.Descriptor.Digest) + ".partial";
        File.CreateSymbolicLink(partial, "/dev/full");
        Assert.That(
            async () => await cache.GetAsync(origin.Descriptor, origin.OpenAsync),
            Throws.InstanceOf<FileAccessException>().With.Property("DiagnosticId").EqualTo("TB6002"));
        Assert.That(Directory.GetFileSystemEntries(folder["cache", "blobs", "sha256"]), Is.Empty);
    }

    static async Task FetchAndDropAsync(BlobCache cache, params BlobOrigin[] origins)
    {
        await FetchAsync(cache, origins);
        await Task.Yield(); // What has fetched them is below this on the stack until then.
        Collect();
    }

    /// <summary>Collects what nobody refers to any more, and then what it alone referred to, which stays until it is finalized.</summary>
    static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    // A method of its own, so that nothing refers to the blobs any more when it returns.
    static async Task FetchAsync(BlobCache cache, BlobOrigin[] origins)
    {
        foreach (var origin in origins)
        {
            await cache.GetAsync(origin.Descriptor, origin.OpenAsync);
        }
    }

    /// <summary>A clock that deletes a file when it is asked for the time for the second time; the first is when the cache is opened.</summary>
    sealed class DeletingClock(string path) : TimeProvider
    {
        int _asked;

        public override DateTimeOffset GetUtcNow()
        {
            if (++_asked == 2)
            {
                File.Delete(path);
            }

            return base.GetUtcNow();
        }
    }

    sealed class CancellingProgress(CancellationTokenSource source) : IProgress<Core.Work.BuildProgress>
    {
        public void Report(Core.Work.BuildProgress value)
        {
            if (value.BytesDone > 0)
            {
                source.Cancel();
            }
        }
    }
}
