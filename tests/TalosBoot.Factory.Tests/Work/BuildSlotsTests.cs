using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Tests.Work;

[TestFixture]
internal sealed class BuildSlotsTests
{
    [Test]
    public async Task Lets_clients_take_turns()
    {
        var slots = new BuildSlots(1, 100);
        await slots.EnterAsync("first", default);
        var order = new List<string>();
        var waiting = new List<Task>();
        foreach (var client in new[] { "greedy", "greedy", "greedy", "modest" })
        {
            waiting.Add(RunAsync(client));
        }

        slots.Leave();
        await Task.WhenAll(waiting);

        Assert.That(order, Is.EqualTo(new[] { "greedy", "modest", "greedy", "greedy" }));

        async Task RunAsync(string client)
        {
            await slots.EnterAsync(client, default);
            order.Add(client);
            slots.Leave();
        }
    }

    [Test]
    public async Task Refuses_when_too_many_wait()
    {
        var slots = new BuildSlots(1, 1);
        await slots.EnterAsync("a", default);
        var second = slots.EnterAsync("a", default);

        Assert.That(
            () => slots.EnterAsync("b", default),
            Throws.TypeOf<FactoryBusyException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.FactoryBusy));
        slots.Leave();
        await second;
    }

    [Test]
    public async Task Gives_the_turn_of_one_that_left_to_the_next()
    {
        var slots = new BuildSlots(1, 10);
        await slots.EnterAsync("a", default);
        using var leaving = new CancellationTokenSource();
        var left = slots.EnterAsync("b", leaving.Token);
        var next = slots.EnterAsync("c", default);
        await leaving.CancelAsync();

        slots.Leave();

        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());
        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Test]
    public async Task Does_not_count_those_that_gave_up()
    {
        var slots = new BuildSlots(1, 1);
        await slots.EnterAsync("a", default);
        using var leaving = new CancellationTokenSource();
        var left = slots.EnterAsync("b", leaving.Token);
        await leaving.CancelAsync();
        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(slots.Free, Is.Zero);

        var next = slots.EnterAsync("c", default);
        slots.Leave();
        await next.WaitAsync(TimeSpan.FromSeconds(10));
        slots.Leave();
        Assert.That(slots.Free, Is.EqualTo(1));
    }

    [Test]
    public void Remembers_no_more_than_it_may()
    {
        var cache = new BoundedCache<int, string>(100);
        for (var number = 0; number < 10_000; number++)
        {
            cache.Set(number, "x");
            cache.TryGet(7, out _);
        }

        Assert.That(cache.Count, Is.LessThanOrEqualTo(102));
        Assert.That(cache.TryGet(7, out _), Is.True, "what is used stays");
    }

    [Test]
    public async Task Does_a_thing_once_for_all_that_want_it_even_when_they_leave()
    {
        var flight = new SingleFlight<string, int>();
        var (count, gate) = (0, new TaskCompletionSource());
        async Task<int> WorkAsync()
        {
            Interlocked.Increment(ref count);
            await gate.Task;
            return 42;
        }

        using var leaving = new CancellationTokenSource();
        var left = flight.RunAsync("key", WorkAsync, leaving.Token);
        var others = Enumerable.Range(0, 50).Select(_ => flight.RunAsync("key", WorkAsync, default)).ToArray();
        await leaving.CancelAsync();
        Assert.That(() => left, Throws.InstanceOf<OperationCanceledException>());
        gate.SetResult();

        Assert.That((await Task.WhenAll(others)).Distinct(), Is.EqualTo(new[] { 42 }));
        Assert.That(count, Is.EqualTo(1));
    }
}
