using System.Diagnostics;
using NUnit.Framework.Interfaces;
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

    ReplicaCluster _cluster = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _cluster = await ReplicaCluster.StartAsync(
        DemoRelease.Folder, place == "redis" ? RedisPlace.Start() : await PostgreSqlPlace.StartAsync(), sharesFolder: place == "postgresql");

    [OneTimeTearDown]
    public void Stop() => _cluster?.Dispose();

    [TearDown]
    public void TellWhatTheReplicasSaid()
    {
        if (TestContext.CurrentContext.Result.Outcome.Status == TestStatus.Failed)
        {
            TestContext.Out.WriteLine(_cluster.Log);
        }
    }

    [Test]
    public async Task Five_hundred_clients_of_three_replicas_get_ten_assets_that_were_built_once()
    {
        var before = await _cluster.CountBuiltAsync();
        var paths = await Task.WhenAll(Enumerable.Range(0, Assets).Select(number => CreatePathAsync($"asset{number}", "initramfs-amd64.xz")));

        var answers = await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var asset = client / _cluster.Replicas.Count % Assets;
            return (Asset: asset, Digest: await new BalancedClient(_cluster.Replicas, client).DownloadAsync(paths[asset]));
        }));

        var built = await _cluster.CountBuiltAsync() - before;
        Assert.That(_cluster.Built, Is.Unique);
        Assert.That(built, Is.EqualTo(Assets));
        var digests = answers.GroupBy(answer => answer.Asset, answer => answer.Digest).Select(asset => asset.Distinct().ToArray()).ToArray();
        Assert.That(digests, Has.Length.EqualTo(Assets).And.All.Length.EqualTo(1), "all get the same bytes");
        TestContext.Out.WriteLine($"Builds of the replicas: {string.Join(", ", _cluster.Replicas.Select(replica => replica.Built.Count))}.");
    }

    [Test]
    public async Task Another_replica_builds_what_a_killed_one_was_building()
    {
        const string Slow = "metal-amd64.raw.xz";
        await new BalancedClient(_cluster.Replicas, 0).DownloadAsync(await CreatePathAsync("first", "kernel-amd64")); // The release is fetched once.
        var before = await _cluster.CountBuiltAsync();
        var watch = Stopwatch.StartNew();
        await new BalancedClient(_cluster.Replicas, 0).DownloadAsync(await CreatePathAsync("first", Slow));
        var build = watch.Elapsed;

        var path = await CreatePathAsync("second", Slow);
        var downloads = Enumerable.Range(0, 30).Select(client => new BalancedClient(_cluster.Replicas, client).DownloadAsync(path, takesItAgain: true)).ToArray();
        var builder = await FindBuilderAsync(path);
        watch.Restart();
        await _cluster.Replicas[builder].KillAsync();
        Assert.That(downloads.Count(download => download.IsCompleted), Is.Zero, "the build was still running");
        var digests = await Task.WhenAll(downloads);
        var took = watch.Elapsed;

        TestContext.Out.WriteLine($"A build takes {build.TotalSeconds:F1} s; all had the asset {took.TotalSeconds:F1} s after the kill.");
        Assert.That(digests.Distinct().Count(), Is.EqualTo(1));
        var built = await _cluster.CountBuiltAsync() - before;
        Assert.That(_cluster.Built, Is.Unique);
        Assert.That(built, Is.EqualTo(2));
        Assert.That(took, Is.LessThan(Detection + (3 * build)), "nobody waits for the end of anything else");
        await _cluster.Replicas[builder].StartAsync();
    }

    async Task<string> CreatePathAsync(string argument, string file) =>
        $"/image/{await new BalancedClient(_cluster.Replicas, 0).CreateSchematicAsync(argument)}/{DemoRelease.Version}/{file}";

    /// <summary>Which replica builds an asset: the others see no progress.</summary>
    async Task<int> FindBuilderAsync(string path)
    {
        using var found = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var watches = _cluster.Replicas.Select(async (replica, number) =>
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
