using TalosBoot.Factory.Cluster;

namespace TalosBoot.Factory.Orleans.Tests.Simulation;

/// <summary>The decisions of a cluster, on silos in this process.</summary>
[TestFixture]
internal sealed class SimulatedClusterTests
{
    const int Assets = 50;
    const int Replicas = 200;

    [Test]
    public async Task What_two_hundred_replicas_ask_for_is_built_once()
    {
        await using var cluster = await SimulatedCluster.StartAsync(silos: 4, slots: 6, TimeSpan.FromMilliseconds(100));

        // Each replica asks for all assets at once, as its clients would; each asks a silo as if it were that silo's replica.
        var outcomes = await Task.WhenAll(
            from replica in Enumerable.Range(0, Replicas)
            from asset in Enumerable.Range(0, Assets)
            select cluster.ClusterOf(replica % 4).BuildAsync(SimulatedCluster.Order(asset, $"client of {replica}")));

        Assert.That(outcomes, Has.Length.EqualTo(Replicas * Assets));
        Assert.That(outcomes.Select(outcome => outcome.Result), Is.All.EqualTo(BuildResult.Stored));
        Assert.That(cluster.Store.Builds, Has.Count.EqualTo(Assets));
        Assert.That(cluster.Store.Builds.Values, Is.All.EqualTo(1));
    }

    [Test]
    public async Task A_build_goes_where_slots_are_free()
    {
        await using var cluster = await SimulatedCluster.StartAsync(silos: 3, slots: 2, TimeSpan.FromSeconds(60));
        _ = cluster.BuildsOf(0).BuildAsync(SimulatedCluster.Order(100));
        _ = cluster.BuildsOf(0).BuildAsync(SimulatedCluster.Order(101));
        _ = cluster.BuildsOf(2).BuildAsync(SimulatedCluster.Order(102));
        await UntilAsync(() => cluster.BuildsOf(0).Begun == 2 && cluster.BuildsOf(2).Begun == 1);

        _ = cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(1));
        await UntilAsync(() => cluster.BuildsOf(1).Begun == 1);
        _ = cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(2));
        await UntilAsync(() => cluster.BuildsOf(1).Begun + cluster.BuildsOf(2).Begun == 3);
        _ = cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(3));
        await UntilAsync(() => cluster.BuildsOf(1).Begun + cluster.BuildsOf(2).Begun == 4);
        Assert.That(cluster.BuildsOf(0).Begun, Is.EqualTo(2));
        foreach (var silo in Enumerable.Range(0, 3))
        {
            cluster.BuildsOf(silo).EndAll(); // A cluster that ends waits for its builds.
        }
    }

    [Test]
    public async Task A_failure_reaches_all_that_asked_and_the_next_try_builds()
    {
        await using var cluster = await SimulatedCluster.StartAsync(silos: 2, slots: 2, TimeSpan.FromMilliseconds(50));
        foreach (var silo in Enumerable.Range(0, 2))
        {
            cluster.BuildsOf(silo).Refusal = new BuildOutcome(BuildResult.Failed, 404, "there is none");
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => cluster.ClusterOf(number % 2).BuildAsync(SimulatedCluster.Order(1))));
        Assert.That(outcomes, Is.All.EqualTo(new BuildOutcome(BuildResult.Failed, 404, "there is none")));
        foreach (var silo in Enumerable.Range(0, 2))
        {
            cluster.BuildsOf(silo).Refusal = null;
        }

        Assert.That((await cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(1))).Result, Is.EqualTo(BuildResult.Stored));
    }

    [Test]
    public async Task A_replica_that_ends_hands_its_builds_on()
    {
        await using var cluster = await SimulatedCluster.StartAsync(silos: 2, slots: 2, TimeSpan.FromMilliseconds(50));
        cluster.BuildsOf(0).Refusal = new BuildOutcome(BuildResult.Stopped);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(number))));
        Assert.That(outcomes.Select(outcome => outcome.Result), Is.All.EqualTo(BuildResult.Stored));
        Assert.That(cluster.BuildsOf(0).Begun, Is.Zero);
    }

    [Test]
    public async Task Another_replica_builds_what_a_dead_one_was_building()
    {
        // Longer than one call waits, so that it is asked for again meanwhile.
        await using var cluster = await SimulatedCluster.StartAsync(silos: 3, slots: 2, GrainTimes.LongestWait + TimeSpan.FromSeconds(1));
        var asked = Enumerable.Range(0, 3).Select(silo => cluster.ClusterOf(silo).BuildAsync(SimulatedCluster.Order(1))).ToArray();
        await UntilAsync(() => cluster.Store.Builds.Count == 1);
        var builder = Enumerable.Range(0, 3).Single(silo => cluster.BuildsOf(silo).Begun == 1);
        await cluster.KillAsync(builder);

        // Whoever asked the replica that died has to ask another one.
        var outcomes = await Task.WhenAll(asked.Where((_, silo) => silo != builder)).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(outcomes.Select(outcome => outcome.Result), Is.All.EqualTo(BuildResult.Stored));
        Assert.That(cluster.Store.Builds.Values, Is.EqualTo([2]), "once by the one that died");
    }

    [Test]
    public async Task Whoever_gives_up_waiting_does_not_end_the_build()
    {
        await using var cluster = await SimulatedCluster.StartAsync(silos: 1, slots: 2, TimeSpan.FromSeconds(1));
        using var leaving = new CancellationTokenSource();
        var left = cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(1), leaving.Token);
        await UntilAsync(() => cluster.Store.Builds.Count == 1);
        await leaving.CancelAsync();

        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((await cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(1))).Result, Is.EqualTo(BuildResult.Stored));
        Assert.That(cluster.Store.Builds.Values, Is.EqualTo([1]));
    }

    [Test]
    public async Task A_failure_that_nobody_waited_for_is_not_told_to_those_who_ask_later()
    {
        // Longer than one call waits.
        await using var cluster = await SimulatedCluster.StartAsync(silos: 1, slots: 2, GrainTimes.LongestWait + TimeSpan.FromSeconds(1));
        using var leaving = new CancellationTokenSource();
        var left = cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(1), leaving.Token);
        await UntilAsync(() => cluster.Store.Builds.Count == 1);
        await leaving.CancelAsync();
        Assert.That(async () => await left, Throws.InstanceOf<OperationCanceledException>());
        cluster.BuildsOf(0).Refusal = new BuildOutcome(BuildResult.Failed, 500, "the disk is full");
        await Task.Delay(GrainTimes.LongestWait + TimeSpan.FromSeconds(2));
        await UntilAsync(() => cluster.BuildsOf(0).Begun == 0);

        cluster.BuildsOf(0).Refusal = null;
        var outcome = cluster.ClusterOf(0).BuildAsync(SimulatedCluster.Order(1));
        await UntilAsync(() => cluster.Store.Builds.Values.Single() == 2);
        cluster.BuildsOf(0).EndAll();
        Assert.That((await outcome).Result, Is.EqualTo(BuildResult.Stored));
    }

    static async Task UntilAsync(Func<bool> holds)
    {
        for (var waited = 0; !holds(); waited++)
        {
            Assert.That(waited, Is.LessThan(500), "it did not come");
            await Task.Delay(20);
        }
    }
}
