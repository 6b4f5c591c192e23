using TalosBoot.Core.Work;

namespace TalosBoot.Core.Tests.Work;

[TestFixture]
sealed class WorkBudgetTests
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Test]
    public async Task All_who_share_a_budget_use_no_more_threads_than_it_has()
    {
        var budget = new WorkBudget(processors: 3);

        // The first ones wait for each other: on a busy machine, one thread would have done all before the next one began.
        using var together = new CountdownEvent(3);
        var (now, most, done) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => budget.ForEachAsync(
            Enumerable.Range(0, 20),
            (_, token) =>
            {
                Assert.That(Thread.CurrentThread.IsThreadPoolThread, Is.False);
                Maximize(ref most, Interlocked.Increment(ref now));
                if (!together.IsSet)
                {
                    together.Signal();
                    together.Wait(Soon, token);
                }

                Interlocked.Decrement(ref now);
                Interlocked.Increment(ref done);
            },
            CancellationToken.None)));
        Assert.That((done, budget.PeakProcessors), Is.EqualTo((640, 3)));
        Assert.That(most, Is.LessThanOrEqualTo(3));
    }

    [Test]
    public async Task Memory_is_reserved_up_to_the_limit_and_in_order_of_asking()
    {
        var budget = new WorkBudget(processors: 4, memory: 100);
        var order = new List<int>();
        var release = new TaskCompletionSource();
        var first = budget.HoldAsync(80, async _ => { await release.Task; return 0; }, default).AsTask();
        var large = budget.HoldAsync(1000, _ => Note(1), default).AsTask();
        var small = budget.HoldAsync(10, _ => Note(2), default).AsTask();
        Assert.That(small.IsCompleted, Is.False, "What came later does not overtake what is larger.");
        release.SetResult();
        await Task.WhenAll(first, large, small).WaitAsync(Soon);
        Assert.That(order, Is.EqualTo(new[] { 1, 2 }));
        Assert.That(budget.PeakMemory, Is.EqualTo(100), "What is larger than the budget is done alone.");

        ValueTask<int> Note(int number)
        {
            order.Add(number);
            return ValueTask.FromResult(number);
        }
    }

    [Test]
    public async Task Who_takes_several_parts_of_the_memory_never_waits_for_ever()
    {
        var budget = new WorkBudget(processors: 2, memory: 100);
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => budget.HoldAsync(
            60,
            async _ =>
            {
                await Task.Yield();
                return await budget.HoldAsync(
                    60,
                    async _ =>
                    {
                        await budget.ForEachAsync([1, 2, 3], (_, _) => Interlocked.Increment(ref done), default, memory: 30);
                        return 0;
                    },
                    default);
            },
            default).AsTask())).WaitAsync(Soon);
        Assert.That(done, Is.EqualTo(96));
    }

    [Test]
    public async Task Who_stops_waiting_for_memory_is_passed_over()
    {
        var budget = new WorkBudget(processors: 1, memory: 10);
        var release = new TaskCompletionSource();
        var first = budget.HoldAsync(10, async _ => { await release.Task; return 1; }, default).AsTask();
        using var cancellation = new CancellationTokenSource();
        var given = budget.HoldAsync(10, _ => ValueTask.FromResult(2), cancellation.Token).AsTask();
        var last = budget.HoldAsync(10, _ => ValueTask.FromResult(3), default).AsTask();
        await cancellation.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(async () => await given);
        release.SetResult();
        Assert.That(await Task.WhenAll(first, last).WaitAsync(Soon), Is.EqualTo(new[] { 1, 3 }));
    }

    [Test]
    public async Task Work_that_needs_no_memory_does_not_wait_for_those_who_wait_for_memory()
    {
        var budget = new WorkBudget(processors: 2, memory: 100);
        var release = new TaskCompletionSource();
        var holder = budget.HoldAsync(90, async _ => { await release.Task; return 1; }, default).AsTask();
        var waiter = budget.HoldAsync(50, _ => ValueTask.FromResult(2), default).AsTask();
        Assert.That(await budget.RunAsync(_ => 3, default).WaitAsync(Soon), Is.EqualTo(3));
        using var together = new Barrier(2);
        await budget.ForEachAsync(Enumerable.Range(0, 2), (_, token) => together.SignalAndWait(Soon, token), default).WaitAsync(Soon);
        Assert.That(together.CurrentPhaseNumber, Is.EqualTo(1), "Two threads worked at the same time.");
        Assert.That(waiter.IsCompleted, Is.False);
        release.SetResult();
        Assert.That(await Task.WhenAll(holder, waiter).WaitAsync(Soon), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task A_small_build_goes_on_beside_a_large_one()
    {
        // The large one holds the only thread at its first item until the small one has asked, and knows how far it is when the small one ends.
        var budget = new WorkBudget(processors: 1);
        using var asked = new ManualResetEventSlim();
        var (done, doneBefore) = (0, -1);
        var large = budget.ForEachAsync(
            Enumerable.Range(0, 200),
            (_, token) =>
            {
                asked.Wait(Soon, token);
                done++;
            },
            default);
        var small = budget.ForEachAsync(Enumerable.Range(0, 3), (_, _) => doneBefore = done, default);
        asked.Set();
        await Task.WhenAll(large, small).WaitAsync(Soon);
        Assert.That(done, Is.EqualTo(200));
        Assert.That(doneBefore, Is.InRange(0, 10), "They took turns.");
    }

    [Test]
    public async Task Steps_of_one_work_let_others_have_turns()
    {
        var budget = new WorkBudget(processors: 1);
        using var asked = new ManualResetEventSlim();
        var steps = 0;
        var many = budget.RunInTurnsAsync(Steps(), memory: 0, default);
        var other = budget.RunAsync(_ => steps, default);
        asked.Set();
        Assert.That(await other.WaitAsync(Soon), Is.InRange(0, 10));
        await many;
        Assert.That(steps, Is.EqualTo(200));

        IEnumerable<int> Steps()
        {
            for (var index = 0; index < 200; index++)
            {
                asked.Wait(Soon);
                steps++;
                yield return index;
            }
        }
    }

    [Test]
    public async Task Cancellation_waits_for_what_is_at_work_and_starts_nothing_more()
    {
        var budget = new WorkBudget(processors: 2);
        using var cancellation = new CancellationTokenSource();
        using var go = new ManualResetEventSlim();
        var (running, started) = (0, 0);
        var work = budget.ForEachAsync(
            Enumerable.Range(0, 1000),
            (_, _) =>
            {
                Interlocked.Increment(ref running);
                if (Interlocked.Increment(ref started) == 10)
                {
                    // What is at work goes on after the cancellation was noticed, and is waited for.
                    cancellation.Token.UnsafeRegister(_ => go.Set(), null);
                    cancellation.Cancel();
                    go.Wait(Soon, CancellationToken.None);
                }

                Interlocked.Decrement(ref running);
            },
            cancellation.Token);
        await Assert.CatchAsync<OperationCanceledException>(async () => await work);
        Assert.That((running, started < 100), Is.EqualTo((0, true)));
    }

    [Test]
    public async Task A_failure_of_the_work_or_of_what_makes_the_items_reaches_who_asked()
    {
        var budget = new WorkBudget(processors: 2);
        await Assert.ThatAsync(
            () => budget.ForEachAsync([1, 2], (item, _) => throw new InvalidOperationException($"{item}"), default),
            Throws.InvalidOperationException);
        await Assert.ThatAsync(
            () => budget.ForEachAsync(Broken(), (_, _) => { }, default), Throws.InvalidOperationException.With.Message.EqualTo("broken"));
        Assert.That(await budget.RunAsync(_ => 5, default), Is.EqualTo(5), "The threads go on.");

        static IEnumerable<int> Broken()
        {
            yield return 1;
            throw new InvalidOperationException("broken");
        }
    }

    [Test]
    public async Task Work_that_is_asked_for_on_a_thread_of_the_budget_is_done_there()
    {
        var budget = new WorkBudget(processors: 1);
        var sum = await budget.RunAsync(
            token =>
            {
                var inner = 0;
                new EachWork<int>((item, _) => inner += item, memory: 0).Run([1, 2, 3], budget, maxThreads: 0, token);
                return inner;
            },
            default).WaitAsync(Soon);
        Assert.That(sum, Is.EqualTo(6));
    }

    [TestCase(0, 1L)]
    [TestCase(1, 0L)]
    [TestCase(-1, 1L)]
    public void A_budget_of_nothing_is_refused(int processors, long memory) =>
        Assert.That(() => new WorkBudget(processors, memory), Throws.InstanceOf<ArgumentOutOfRangeException>());

    static void Maximize(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
