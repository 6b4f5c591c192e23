using TalosBoot.Core.Content;
using TalosBoot.Oci.Flattening;

namespace TalosBoot.Oci.Tests.Flattening;

[TestFixture]
sealed class DecompressionTurnsTests
{
    // Descriptors of frames by RFC 8878, 3.1.1.1.1 and 3.1.1.1.2.
    [TestCase("28B52FFD 00 58", 2UL << 20)]
    [TestCase("28B52FFD 04 6B", (8UL << 20) + (3UL << 20))]
    [TestCase("28B52FFD 80 88 00000004", 128UL << 20)]
    [TestCase("28B52FFD 20 05", 5UL)]
    [TestCase("28B52FFD 60 0001", 512UL)]
    [TestCase("28B52FFD A1 77 00000002", 32UL << 20)]
    [TestCase("28B52FFD E3 AABBCCDD 0000000001000000", 1UL << 32)]
    public void The_window_of_a_zstd_frame_is_told_by_its_header(string header, ulong expected)
    {
        var bytes = Convert.FromHexString(header.Replace(" ", "", StringComparison.Ordinal));
        Assert.That(ZstdWindow.LengthOf(BlobSource.FromBytes(new byte[32])), Is.EqualTo(1024), "A window descriptor of zero.");
        Assert.That(ZstdWindow.LengthOf(BlobSource.FromBytes((byte[])[.. bytes, .. new byte[32 - bytes.Length]])), Is.EqualTo(expected));
        Assert.That(ZstdWindow.LengthOf(BlobSource.FromBytes(bytes.AsMemory(0, 5))), Is.Zero);
    }

    [Test]
    public async Task Two_run_at_a_time_or_one_alone()
    {
        using var turns = new DecompressionTurns();
        var (running, alone, most) = (0, 0, 0);
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, token) =>
        {
            var isAlone = number % 3 == 0;
            await turns.RunAsync(isAlone, async () =>
            {
                var now = Interlocked.Increment(ref running);
                Interlocked.Add(ref alone, isAlone ? 1 : 0);
                Assert.That(Volatile.Read(ref alone) == 0 || now == 1, Is.True);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Add(ref alone, isAlone ? -1 : 0);
                return Interlocked.Decrement(ref running);
            }, token);
        });
        Assert.That(most, Is.EqualTo(2));
    }

    [Test]
    public async Task Who_stops_waiting_takes_no_turn()
    {
        using var turns = new DecompressionTurns();
        var hold = new TaskCompletionSource<int>();
        var holding = turns.RunAsync(false, () => new ValueTask<int>(hold.Task), CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var waiting = turns.RunAsync(true, () => ValueTask.FromResult(1), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(async () => await waiting);
        hold.SetResult(2);
        Assert.That(await holding, Is.EqualTo(2));
        Assert.That(await turns.RunAsync(true, () => ValueTask.FromResult(3), CancellationToken.None), Is.EqualTo(3));
    }

    static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
