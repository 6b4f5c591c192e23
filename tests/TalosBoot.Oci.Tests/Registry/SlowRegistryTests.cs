using System.Diagnostics;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Registries that do not get on: given up in good time. Those that do, however slowly, are never given up.</summary>
[TestFixture]
sealed class SlowRegistryTests
{
    static readonly RegistryOptions Hasty = TestRegistry.Options with
    {
        AnswerTimeout = TimeSpan.FromSeconds(1),
        StallTimeout = TimeSpan.FromSeconds(1),
        ProgressTimeout = TimeSpan.FromSeconds(1),
        MinimumRate = 64 * 1024,
        MaximumAttempts = 1000,
    };

    /// <summary>A multiple of that on a busy machine, and a fraction of what all attempts would take.</summary>
    static readonly TimeSpan InGoodTime = TimeSpan.FromSeconds(20);

    [Test]
    public void The_defaults_give_up_within_two_minutes()
    {
        var options = new RegistryOptions();
        Assert.That(options.ProgressTimeout, Is.LessThan(TimeSpan.FromMinutes(2)));
        Assert.That(options.AnswerTimeout, Is.LessThanOrEqualTo(options.ProgressTimeout));
        Assert.That(options.StallTimeout, Is.LessThanOrEqualTo(options.ProgressTimeout));
        Assert.That(options.MinimumRate, Is.EqualTo(1024));
    }

    [TestCase(TestName = "A blob of which too little comes is given up")]
    public async Task A_trickle_is_given_up()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = registry.Blob, Pace = TimeSpan.FromMilliseconds(20), PieceLength = 16 });
        using var client = new RegistryClient(Hasty);
        await AssertGivenUpAsync(() => registry.ReadBlobAsync(client));
    }

    [Test]
    public async Task All_who_wait_for_a_silent_registry_hear_of_it_at_once()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/", _ => new FaultAnswer(200) { Delay = TimeSpan.FromSeconds(20) });
        using var client = new RegistryClient(Hasty with { MaximumAttempts = 1 });
        var clock = Stopwatch.StartNew();
        var failures = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Assert.ThrowsAsync<RegistryException>(() => client.GetManifestAsync(registry.Reference))));
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)), "Once the time of an answer, and not eight times.");
        Assert.That(failures, Is.All.Not.Null);
        Assert.That(registry.Server.RequestsOf("GET", "/v2/").Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_blob_that_is_cut_again_and_again_with_too_little_is_given_up()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, request => registry.Server.Content(request) with { CutAfter = 16, Delay = TimeSpan.FromMilliseconds(100) });
        using var client = new RegistryClient(Hasty);
        await AssertGivenUpAsync(() => registry.ReadBlobAsync(client), "TB2010", "TB2017");
    }

    [Test]
    public async Task A_blob_that_comes_slowly_is_waited_for()
    {
        // Longer than no progress is waited for.
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = registry.Blob, Pace = TimeSpan.FromMilliseconds(100), PieceLength = 6000 });
        var patience = TimeSpan.FromSeconds(3);
        using var client = new RegistryClient(Hasty with { StallTimeout = TimeSpan.FromSeconds(10), AnswerTimeout = patience, ProgressTimeout = patience, MinimumRate = 8000 });
        var clock = Stopwatch.StartNew();
        Assert.That(await registry.ReadBlobAsync(client), Is.EqualTo(registry.Blob));
        Assert.That(clock.Elapsed, Is.GreaterThan(patience));
    }

    [Test]
    public async Task Time_in_which_nobody_reads_does_not_count()
    {
        await using var registry = new TestRegistry();
        var time = new StillTimeProvider();
        using var client = new RegistryClient(Hasty with { AnswerTimeout = TimeSpan.FromSeconds(10), TimeProvider = time });
        await using var stream = await client.OpenBlobAsync(registry.Reference, registry.BlobDigest, registry.Blob.Length);
        await stream.ReadExactlyAsync(new byte[1000]);
        time.Advance(TimeSpan.FromHours(1));
        await Task.Delay(Hasty.StallTimeout * 2); // That one is no matter of the clock.
        await stream.ReadExactlyAsync(new byte[registry.Blob.Length - 1000]);
    }

    [Test]
    public async Task Silence_is_given_up_after_one_time_out_and_not_after_one_for_each_attempt()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/manifests/", _ => new FaultAnswer(200) { StallAfter = -1 });
        using var client = new RegistryClient(Hasty);
        await AssertGivenUpAsync(() => client.GetManifestAsync(registry.Reference));
    }

    [TestCase("1000000000")]
    [TestCase("99999999999999999999")]
    [TestCase("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task A_wait_that_is_longer_than_no_progress_is_waited_for_is_not_begun(string wait)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/manifests/", _ => new FaultAnswer(503).With("Retry-After", wait));
        using var client = new RegistryClient(Hasty with { MaximumRetryDelay = TimeSpan.FromSeconds(60), RetryDelay = TimeSpan.FromMilliseconds(300) });
        await AssertGivenUpAsync(() => client.GetManifestAsync(registry.Reference), "TB2011", "TB2017");
    }

    [Test]
    public async Task Pages_that_come_slowly_without_end_are_given_up()
    {
        await using var registry = new TestRegistry();
        var page = 0;
        registry.Server.Always("GET", "/v2/test/image/tags/list", _ => (FaultAnswer.Text(200, """{"tags":["a"]}""") with { Delay = TimeSpan.FromMilliseconds(30) })
            .With("Link", $"</v2/test/image/tags/list?last={page++}>; rel=\"next\""));
        using var client = new RegistryClient(Hasty);
        await AssertGivenUpAsync(() => client.ListTagsAsync(registry.Reference));
    }

    [Test]
    public async Task Pages_that_begin_again_are_refused()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/tags/list", _ =>
            FaultAnswer.Text(200, """{"tags":["a"]}""").With("Link", "</v2/test/image/tags/list?last=a>; rel=\"next\""));
        using var client = new RegistryClient(TestRegistry.Options);
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.ListTagsAsync(registry.Reference));
        Assert.That((failure!.DiagnosticId, registry.Server.RequestsOf("GET", "/v2/test/image/tags/list").Count()), Is.EqualTo(("TB2018", 2)));
    }

    [Test]
    public async Task What_a_registry_says_is_shown_escaped()
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("GET", "/v2/test/image/manifests/", _ => FaultAnswer.Text(
            403, "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"a\\u001b[31mb\\nTB0000: c\\u202egnp\\u2066\\ud800\"}]}"));
        using var client = new RegistryClient(TestRegistry.Options);
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.GetManifestAsync(registry.Reference));
        Assert.That(failure!.Message, Does.Not.Contain("\u001b").And.Not.Contain("\u202e").And.Not.Contain("\n"));
    }

    /// <summary>The same clock as the defaults, of which nothing is waited for: 100 MB at 50 KB a second, and one byte a second.</summary>
    [TestCase(50_000, 100_000_000L, false)]
    [TestCase(1024, 10_000_000L, false)]
    [TestCase(900, 10_000_000L, true)]
    [TestCase(1, 10_000_000L, true)]
    public void The_defaults_judge_by_the_rate(int bytesASecond, long length, bool isGivenUp)
    {
        var time = new StillTimeProvider();
        var patience = new TalosBoot.Oci.Registry.Http.Patience(new RegistryOptions { TimeProvider = time });
        var seconds = 0;
        for (var received = 0L; received < length && patience.Left > TimeSpan.Zero; received += bytesASecond, seconds++)
        {
            var start = patience.Now;
            time.Advance(TimeSpan.FromSeconds(1));
            patience.Note(start, bytesASecond);
        }

        Assert.That(patience.Left == TimeSpan.Zero, Is.EqualTo(isGivenUp), $"{seconds} s");
        Assert.That(seconds, isGivenUp ? Is.LessThanOrEqualTo(120) : Is.GreaterThanOrEqualTo(2000));
    }

    static async Task AssertGivenUpAsync(Func<Task> action, params string[] ids)
    {
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await action());
        Assert.That(failure!.DiagnosticId, Is.AnyOf([.. ids.DefaultIfEmpty("TB2017")]), failure.Message);
        Assert.That(clock.Elapsed, Is.LessThan(InGoodTime));
    }
}
