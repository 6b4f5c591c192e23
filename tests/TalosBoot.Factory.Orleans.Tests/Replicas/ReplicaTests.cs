using System.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Orleans.Tests.Replicas;

/// <summary>Three sample hosts as processes, which find each other in Redis and share a registry, or in PostgreSQL and share a folder.</summary>
[TestFixture("redis")]
[TestFixture("postgresql")]
internal sealed class ReplicaTests(string place)
{
    const int Clients = 500;
    const int Assets = 10;

    // How long silence lasts before a replica counts as dead, with what the others need to agree on it on a busy machine.
    static readonly TimeSpan Detection = TimeSpan.FromSeconds(15);

    [Test]
    public async Task Five_hundred_clients_of_three_replicas_get_ten_assets_that_were_built_once()
    {
        using var cluster = await StartAsync(DemoRelease.Folder);
        var paths = await Task.WhenAll(Enumerable.Range(0, Assets).Select(async number =>
            $"/image/{await new BalancedClient(cluster.Replicas, 0).CreateSchematicAsync($"asset{number}")}/{DemoRelease.Version}/initramfs-amd64.xz"));

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var asset = client / cluster.Replicas.Count % Assets;
            return (Asset: asset, Digest: await new BalancedClient(cluster.Replicas, client).DownloadAsync(paths[asset]));
        }));

        Assert.That(cluster.Built, Is.Unique.And.Exactly(Assets).Items, cluster.Log);
        var digests = answers.GroupBy(answer => answer.Asset, answer => answer.Digest).Select(asset => asset.Distinct().ToArray()).ToArray();
        Assert.That(digests, Has.Length.EqualTo(Assets).And.All.Length.EqualTo(1), "all get the same bytes");
        TestContext.Out.WriteLine($"Builds of the replicas: {string.Join(", ", cluster.Replicas.Select(replica => replica.Built.Count))}.");
    }

    [Test]
    public async Task Another_replica_builds_what_a_killed_one_was_building()
    {
        using var cluster = await StartAsync(DemoRelease.Folder);
        async Task<string> PathAsync(string name) => $"/image/{await new BalancedClient(cluster.Replicas, 0).CreateSchematicAsync(name)}/{DemoRelease.Version}/metal-amd64.raw.xz";
        var watch = Stopwatch.StartNew();
        await new BalancedClient(cluster.Replicas, 0).DownloadAsync(await PathAsync("first"));
        var build = watch.Elapsed;

        var path = await PathAsync("second");
        var downloads = Enumerable.Range(0, 30).Select(client => new BalancedClient(cluster.Replicas, client).DownloadAsync(path, takesItAgain: true)).ToArray();
        var builder = await FindBuilderAsync(cluster, path);
        watch.Restart();
        await cluster.Replicas[builder].KillAsync();
        Assert.That(downloads.Count(download => download.IsCompleted), Is.Zero, "the build was still running");
        var digests = await Task.WhenAll(downloads);
        var took = watch.Elapsed;

        TestContext.Out.WriteLine($"A build takes {build.TotalSeconds:F1} s; all had the asset {took.TotalSeconds:F1} s after the kill.");
        Assert.That(digests.Distinct().Count(), Is.EqualTo(1));
        Assert.That(cluster.Built, Is.Unique.And.Exactly(2).Items, cluster.Log);
        Assert.That(took, Is.LessThan(Detection + (1.5 * build)), cluster.Log);
    }

    async Task<ReplicaCluster> StartAsync(string release) => await ReplicaCluster.StartAsync(
        place == "redis" ? await RedisPlace.StartAsync() : await PostgreSqlPlace.StartAsync(), release, sharesFolder: place == "postgresql");

    /// <summary>Which replica builds an asset: the others see no progress.</summary>
    static async Task<int> FindBuilderAsync(ReplicaCluster cluster, string path)
    {
        using var found = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var watches = cluster.Replicas.Select(async (replica, number) =>
        {
            await using var stream = await replica.Http.GetStreamAsync(new Uri($"{path}?progress", UriKind.Relative), found.Token);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(found.Token) is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal) && !line.Contains("\"stage\":\"resolve\"", StringComparison.Ordinal))
                {
                    return number;
                }
            }

            throw new InvalidOperationException("The build ended before its replica was found.");
        }).ToArray();
        var first = await Task.WhenAny(watches);
        var builder = await first;
        await found.CancelAsync();
        return builder;
    }
}
