using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>
/// The sample host as a process that is killed while it builds and stores. <c>TALOSBOOT_KILLS</c> says how often; a few times by default.
/// </summary>
[TestFixture]
internal sealed class KillTests
{
    static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("TALOSBOOT_KILLS") ?? "4", CultureInfo.InvariantCulture);

    [Test]
    public async Task Never_serves_a_wrong_byte_after_a_kill_and_leaves_no_orphans()
    {
        using var folder = new TemporaryFolder();
        var (port, store) = (LoopbackPort.Free(), folder["store"]);
        var configuration = folder.WriteFile("host.yaml", Encoding.UTF8.GetBytes($$$"""
            http: {httpListenAddr: "127.0.0.1:{{{port}}}", externalURL: "http://127.0.0.1:{{{port}}}/"}
            metrics: {addr: ""}
            containerSignature: {disabled: true}
            artifacts: {core: {registry: "{{{FactoryLab.Registry}}}", insecure: true}}
            storage: {folder: "{{{store}}}"}
            """));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromMinutes(2) };
        var expected = new Dictionary<string, string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var moment = (kill * 7919 % 23) * 25; // Spread over the time that a build takes, the same in each run.
            using (var process = await StartAsync(configuration, http))
            {
                Assert.That(Partials(store), Is.Empty, "what the last one left is gone");
                var id = await CreateAsync(http, kill % 3);
                var paths = new[] { $"/image/{id}/v1.12.0/initramfs-amd64.xz", $"/image/{id}/v1.12.0/metal-amd64-uki.efi", $"/image/{id}/v1.12.0/kernel-amd64" };
                var downloads = paths.Select(path => TryDownloadAsync(http, path)).ToArray();
                await Task.Delay(moment);
                process.Kill();
                await process.WaitForExitAsync();
                foreach (var (path, digest) in await Task.WhenAll(downloads))
                {
                    Check(expected, path, digest);
                }
            }
        }

        using var last = await StartAsync(configuration, http);
        try
        {
            Assert.That(Partials(store), Is.Empty);
            for (var number = 0; number < Math.Min(3, Kills); number++)
            {
                var id = await CreateAsync(http, number);
                foreach (var name in new[] { "initramfs-amd64.xz", "metal-amd64-uki.efi", "kernel-amd64" })
                {
                    var path = $"/image/{id}/v1.12.0/{name}";
                    var (_, digest) = await TryDownloadAsync(http, path);
                    Assert.That(digest, Is.Not.Null);
                    Check(expected, path, digest);
                }
            }
        }
        finally
        {
            last.Kill();
            await last.WaitForExitAsync();
        }
    }

    static void Check(Dictionary<string, string> expected, string path, string? digest)
    {
        if (digest is not null)
        {
            expected.TryAdd(path, digest);
            Assert.That(digest, Is.EqualTo(expected[path]), path);
        }
    }

    static string[] Partials(string store) => Directory.Exists(store) ? Directory.GetFiles(store, "*.partial", SearchOption.AllDirectories) : [];

    static async Task<string> CreateAsync(HttpClient http, int number)
    {
        using var answer = await http.PostAsync("/schematics", new StringContent($"customization: {{extraKernelArgs: [kill{number}]}}"));
        return System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
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

    static async Task<Process> StartAsync(string configuration, HttpClient http)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "TalosBoot.Samples.Factory.dll");
        var start = new ProcessStartInfo("dotnet", [program, "--config", configuration, "--log-level", "fatal"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var errors = process.StandardError.ReadToEndAsync();
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
        {
            if (process.HasExited)
            {
                Assert.Fail(await errors);
            }

            try
            {
                using var answer = await http.GetAsync("/healthz");
                return process;
            }
            catch (HttpRequestException)
            {
                // It is still starting.
            }
        }

        throw new TimeoutException("The service did not start.");
    }
}
