using System.Globalization;
using System.Security.Cryptography;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>
/// The sample host as a process that is killed while it builds and stores. <c>TALOSBOOT_KILLS</c> says how often; a few times by default.
/// </summary>
[TestFixture]
internal sealed class KillTests
{
    static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("TALOSBOOT_KILLS") ?? "4", CultureInfo.InvariantCulture);
    static readonly string[] Names = ["initramfs-amd64.xz", "metal-amd64-uki.efi", "kernel-amd64"];

    readonly Dictionary<string, string> _expected = [];
    readonly HashSet<string> _created = [];

    [Test]
    public async Task Never_serves_a_wrong_byte_after_a_kill_and_leaves_no_orphans()
    {
        using var folder = new TemporaryFolder();
        using var process = new FactoryProcess(folder);
        var cutShort = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await process.StartAsync();
            Assert.That(Orphans(process.Store), Is.Empty, "what the last one left is gone");
            var id = await process.CreateSchematicAsync(Schematic(kill % 3));
            var downloads = Names.Select(name => TryDownloadAsync(process.Http, $"/image/{id}/v1.12.0/{name}")).ToArray();
            var isCreating = new TaskCompletionSource();
            var schematics = CreateUntilTheEndAsync(process, kill, isCreating);
            await isCreating.Task;
            await Task.Delay(kill * 7919 % 23 * 25); // Spread over the time that a build takes, the same in each run.
            await process.KillAsync();
            await schematics;
            var came = await Task.WhenAll(downloads);
            foreach (var (path, digest) in came)
            {
                Check(path, digest);
            }

            cutShort += came.Any(download => download.Digest is null) ? 1 : 0;
        }

        TestContext.Out.WriteLine($"{cutShort} of {Kills} kills cut downloads short, {_created.Count} schematics were answered for.");
        Assert.That(cutShort, Is.GreaterThanOrEqualTo(Kills / 2));
        Assert.That(_created, Has.Count.GreaterThanOrEqualTo(Kills));

        await process.StartAsync();
        Assert.That(Orphans(process.Store), Is.Empty);
        for (var number = 0; number < Math.Min(3, Kills); number++)
        {
            var id = await process.CreateSchematicAsync(Schematic(number));
            foreach (var name in Names)
            {
                var (path, digest) = await TryDownloadAsync(process.Http, $"/image/{id}/v1.12.0/{name}");
                Assert.That(digest, Is.Not.Null);
                Check(path, digest);
            }
        }

        foreach (var id in _created)
        {
            Assert.That(await process.Http.GetStringAsync(new Uri($"/schematics/{id}", UriKind.Relative)), Does.Contain("burst"), "it was answered before a kill");
        }
    }

    void Check(string path, string? digest)
    {
        if (digest is not null)
        {
            _expected.TryAdd(path, digest);
            Assert.That(digest, Is.EqualTo(_expected[path]), path);
        }
    }

    /// <summary>Creates schematics one after the other until the service is gone, and notes those that it answered for.</summary>
    async Task CreateUntilTheEndAsync(FactoryProcess process, int kill, TaskCompletionSource isCreating)
    {
        for (var number = 0; ; number++)
        {
            try
            {
                _created.Add(await process.CreateSchematicAsync($"customization: {{extraKernelArgs: [burst-{kill}-{number}]}}"));
                isCreating.TrySetResult();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                isCreating.TrySetResult();
                return;
            }
        }
    }

    static string Schematic(int number) => $"customization: {{extraKernelArgs: [kill{number}]}}";

    /// <summary>
    /// What a killed process left in the store and nobody needs. A partial file in the folder of downloads is none: it is kept on purpose, so that the next
    /// process asks the registry for the rest only.
    /// </summary>
    static string[] Orphans(string store)
    {
        var downloads = Path.Combine(store, "downloads") + Path.DirectorySeparatorChar;
        return !Directory.Exists(store)
            ? []
            : [.. Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories).Where(path =>
                Path.GetExtension(path) is ".partial" or ".journal" && !path.StartsWith(downloads, StringComparison.Ordinal))];
    }

    /// <summary>The digest of what came, if all of it came.</summary>
    static async Task<(string Path, string? Digest)> TryDownloadAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return (path, answer.IsSuccessStatusCode ? Convert.ToHexString(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync())) : null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (path, null);
        }
    }
}
