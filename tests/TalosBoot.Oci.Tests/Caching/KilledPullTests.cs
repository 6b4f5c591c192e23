using System.Diagnostics;
using System.Globalization;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Caching;

/// <summary>The sample as a process that is killed while it downloads from a slow registry.</summary>
[TestFixture]
sealed class KilledPullTests
{
    const string Repository = "test/large";

    // Users with caches of their own, who are killed at the same time: most of a kill is the start of the process before.
    const int Users = 5;
    const int KillsOfUser = 10;
    const int Layers = 3;
    const int LayerLength = 2 << 20;

    // About 10 MB a second for a layer, so that one takes some lives of a process.
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(3);
    static readonly TimeSpan LongestDownload = TimeSpan.FromMilliseconds(150);

    [Test]
    public async Task A_pull_that_is_killed_at_any_moment_leaves_no_wrong_blob_and_is_gone_on_with()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new FaultRegistry();
        await ServeImageAsync(registry);
        var lengths = await Task.WhenAll(Enumerable.Range(0, Users).Select(user => Task.Run(() => KillAgainAndAgainAsync(folder, registry, user))));
        var cutShort = lengths.Sum(user => user.Count(partials => partials.Length > 0));
        var resumed = ResumedAt(registry);
        TestContext.Out.WriteLine($"{cutShort} kills cut downloads short, and {resumed.Length} downloads were gone on with.");
        Assert.That(
            resumed.Except(lengths.SelectMany(user => user).SelectMany(partials => partials)), Is.Empty,
            "A download goes on from where the process before was killed.");
        Assert.That(cutShort, Is.GreaterThanOrEqualTo(Users * KillsOfUser / 2));
        Assert.That(resumed, Has.Length.GreaterThanOrEqualTo(Users * KillsOfUser / 2));
    }

    /// <summary>One user's life.</summary>
    /// <returns>How long the unfinished downloads were after each kill.</returns>
    static async Task<List<long[]>> KillAgainAndAgainAsync(TemporaryFolder folder, FaultRegistry registry, int user)
    {
        var (cache, output) = (folder[$"cache-{user}"], folder[$"out-{user}.tar"]);
        var arguments = new[] { "image", "pull", "--cache", cache, $"{registry.Host}/{Repository}:v1", output };
        var (blobs, random) = (new CachedBlobs(cache), new Random(user));
        var lengths = new List<long[]>();
        for (var number = 0; number < KillsOfUser; number++)
        {
            await KillAsync(arguments, blobs, duringDownload: number > 0, random.NextDouble() * LongestDownload);
            lengths.Add([.. blobs.Check().Partials().Values.Where(length => length > 0)]);

            // So that there is something left to fetch.
            blobs.DeleteLarge(LayerLength);
        }

        ForeignTool.Run(RegistrySampleTests.Program, arguments);
        Assert.That(blobs.Check().Partials(), Is.Empty);
        ForeignTool.Run("skopeo", "copy", $"docker-archive:{output}", $"oci:{folder[$"copied-{user}"]}:v1");
        return lengths;
    }

    static async Task ServeImageAsync(FaultRegistry registry)
    {
        using var spool = new ContentSpool();
        var builder = new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" });
        for (var number = 1; number <= Layers; number++)
        {
            byte[] layer = [.. Layer.Of($"a={number}"), .. TestBytes.Noise(LayerLength, (ulong)number)];
            builder.AddLayer(LayerBuilder.BuildFromArchive(BlobSource.FromBytes(layer), CompressionFormat.Gzip, spool));
        }

        var image = builder.Build("test");
        registry.AddBlob(Repository, image.ConfigBytes.ToArray());
        registry.AddManifest(Repository, "v1", image.MediaType, image.ManifestBytes.ToArray());
        foreach (var layer in image.Layers)
        {
            registry.AddBlob(Repository, (await layer.OpenAsync()).ToArray());
        }

        registry.Always("GET", $"/v2/{Repository}/blobs/", request => registry.Content(request) with { Pace = Pace });
    }

    /// <summary>Runs the sample, and kills it so long after it was started, or has begun to download.</summary>
    static async Task KillAsync(string[] arguments, CachedBlobs blobs, bool duringDownload, TimeSpan after)
    {
        var before = blobs.Partials();
        using var process = Process.Start(new ProcessStartInfo(RegistrySampleTests.Program, arguments) { RedirectStandardError = true })!;
        while (duringDownload && !process.HasExited && blobs.Partials().All(file => file.Value <= before.GetValueOrDefault(file.Key)))
        {
            await Task.Delay(1);
        }

        if (!process.WaitForExit(after))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    static long[] ResumedAt(FaultRegistry registry) =>
    [
        .. registry.RequestsOf("GET", $"/v2/{Repository}/blobs/").Select(request => request["Range"]).OfType<string>()
            .Select(range => long.Parse(range["bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture)),
    ];
}
