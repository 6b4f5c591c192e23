using System.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>Replicas that are restarted one after the other while clients go on asking.</summary>
[TestFixture]
internal sealed class RollingRestartTests
{
    const int Clients = 12;

    [Test]
    public async Task A_rolling_restart_loses_no_answer()
    {
        using var cluster = await ReplicaCluster.StartAsync(DemoRelease.Folder, RedisPlace.Start(), sharesFolder: false);
        using var restarted = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(client => AskAsync(cluster, client, restarted.Token)).ToArray();
        foreach (var replica in cluster.Replicas)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            var watch = Stopwatch.StartNew();
            await replica.StopAsync();
            var stop = watch.Elapsed;
            await replica.StartAsync();
            TestContext.Out.WriteLine($"A replica ended in {stop.TotalSeconds:F1} s and was there again after {watch.Elapsed.TotalSeconds:F1} s.");
        }

        await restarted.CancelAsync();
        var answers = await Task.WhenAll(clients);
        TestContext.Out.WriteLine($"{answers.Sum()} answers, {cluster.Built.Count} builds.");
        Assert.That(answers, Is.All.GreaterThan(3));
    }

    /// <summary>Asks for one asset after the other, a new one now and then, until the restarts are over.</summary>
    /// <returns>How many answers came, all of them right.</returns>
    static async Task<int> AskAsync(ReplicaCluster cluster, int number, CancellationToken restarted)
    {
        var client = new BalancedClient(cluster.Replicas, number);
        var known = new Dictionary<string, string>();
        var answers = 0;
        for (; !restarted.IsCancellationRequested; answers++)
        {
            // Each three clients ask for the same, and each asset several times.
            var name = $"rolling{number / 3}-{answers / 4}";
            var path = $"/image/{await client.CreateSchematicAsync(name)}/{DemoRelease.Version}/initramfs-amd64.xz";
            var digest = await client.DownloadAsync(path);
            known.TryAdd(path, digest);
            Assert.That(digest, Is.EqualTo(known[path]));
            await Task.Delay(300, CancellationToken.None);
        }

        return answers;
    }
}
