using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>
/// The sample host under everything at once for a while: new and known schematics, builds, parts, clients that leave and that read slowly, nonsense, and
/// assets that vanish from the store. <c>TALOSBOOT_SOAK_SECONDS</c> says how long; ten seconds by default (<c>benchmarks/soak.sh</c>).
/// </summary>
[TestFixture]
[Platform("Linux")]
internal sealed class SoakTests
{
    const int Workers = 8;
    const int PartLength = 1 << 20;
    static readonly int Seconds = int.Parse(Environment.GetEnvironmentVariable("TALOSBOOT_SOAK_SECONDS") ?? "10", CultureInfo.InvariantCulture);

    TemporaryFolder _folder = null!;
    FactoryProcess _process = null!;
    string _id = null!;
    byte[] _kernel = null!;

    string Kernel => $"/image/{_id}/v1.12.0/kernel-amd64";

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _folder = new TemporaryFolder();

        // A memory that is full before the first measure, and not one that fills until the second.
        _process = new FactoryProcess(_folder, "cache: {schematic: {capacity: 100}}");
        await _process.StartAsync();
        _id = await _process.CreateSchematicAsync("{}");
        _kernel = await _process.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative));
    }

    [OneTimeTearDown]
    public void Stop()
    {
        _process?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public async Task Holds_no_more_handles_threads_and_memory_after_a_while_than_before()
    {
        await WorkAsync(TimeSpan.FromSeconds(Math.Max(3, Seconds / 4)), 0); // Until all that is made once is made.
        var before = await MeasureAsync();
        var counts = await WorkAsync(TimeSpan.FromSeconds(Seconds), 1);
        var after = await MeasureAsync();

        TestContext.Out.WriteLine($"{counts.Sum()} requests by kind: {string.Join(' ', counts)}");
        TestContext.Out.WriteLine($"handles, threads, MiB: {before}, {after}");
        Assert.That(after.Handles, Is.LessThanOrEqualTo(before.Handles + 10));
        Assert.That(after.Threads, Is.LessThanOrEqualTo(before.Threads + 8));
        Assert.That(after.MebiBytes, Is.LessThan(512));
        Assert.That(after.MebiBytes, Is.LessThanOrEqualTo((before.MebiBytes * 5 / 4) + 64));
        Assert.That(counts, Has.All.Positive, "each kind of request was made");
    }

    async Task<int[]> WorkAsync(TimeSpan time, int round)
    {
        using var end = new CancellationTokenSource(time);
        var counts = new int[Kinds.Length];
        var workers = Enumerable.Range(0, Workers).Select(async worker =>
        {
            for (var number = worker; !end.IsCancellationRequested; number++)
            {
                var kind = number % Kinds.Length;
                await Kinds[kind](this, $"{round}-{worker}-{number}");
                Interlocked.Increment(ref counts[kind]);
            }
        }).ToArray();
        var faults = RemoveAssetsAsync(end.Token);
        await Task.WhenAll(workers);
        await faults;
        return counts;
    }

    static readonly Func<SoakTests, string, Task>[] Kinds =
    [
        (soak, _) => soak.ExpectAsync("/versions", 200),
        async (soak, name) => await soak.CreateAsync(name),
        async (soak, name) => await soak.ExpectAsync($"/image/{await soak.CreateAsync("build-" + name)}/v1.12.0/cmdline-metal-amd64", 200),
        (soak, _) => soak.ExpectAsync($"/pxe/{soak._id}/v1.12.0/metal-amd64", 200),
        (soak, _) => soak.ExpectAsync($"/image/{soak._id}/v1.99.0/kernel-amd64", 404),
        (soak, _) => soak.ExpectAsync($"/image/{soak._id}/v1.12.0/metal-amd64.nonsense", 400),
        (soak, name) => soak.ReadPartAsync(name),
        (soak, _) => soak.ReadWholeAsync(),
        (soak, name) => soak.LeaveAsync(name),
        (soak, _) => soak.ReadSlowlyAsync(),
    ];

    async Task ExpectAsync(string path, int status)
    {
        using var answer = await _process.Http.GetAsync(path);
        Assert.That((int)answer.StatusCode, Is.EqualTo(status), path);
        await answer.Content.ReadAsByteArrayAsync();
    }

    Task<string> CreateAsync(string name) => _process.CreateSchematicAsync($"customization: {{extraKernelArgs: [soak-{name}]}}");

    async Task ReadPartAsync(string name)
    {
        var start = name.Aggregate(7, (sum, character) => ((sum * 31) + character) & 0xffffff) % (_kernel.Length - PartLength);
        using var request = new HttpRequestMessage(HttpMethod.Get, Kernel);
        request.Headers.Range = new RangeHeaderValue(start, start + PartLength - 1);
        using var answer = await _process.Http.SendAsync(request);
        Assert.That((int)answer.StatusCode, Is.EqualTo(206));
        Assert.That(SHA256.HashData(await answer.Content.ReadAsByteArrayAsync()), Is.EqualTo(SHA256.HashData(_kernel.AsSpan(start, PartLength))));
    }

    async Task ReadWholeAsync() =>
        Assert.That(SHA256.HashData(await _process.Http.GetByteArrayAsync(new Uri(Kernel, UriKind.Relative))), Is.EqualTo(SHA256.HashData(_kernel)));

    /// <summary>Asks for an asset that is to be built, and goes when it begins to come.</summary>
    async Task LeaveAsync(string name)
    {
        using var answer = await _process.Http.GetAsync(
            $"/image/{await CreateAsync("leave-" + name[^1])}/v1.12.0/initramfs-amd64.xz", HttpCompletionOption.ResponseHeadersRead);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
    }

    async Task ReadSlowlyAsync()
    {
        using var answer = await _process.Http.GetAsync(Kernel, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        for (var number = 0; number < 20; number++)
        {
            Assert.That(stream.ReadByte(), Is.EqualTo(_kernel[number]));
            await Task.Delay(10);
        }
    }

    /// <summary>Takes an asset out of the store now and then, under the feet of those who read it.</summary>
    async Task RemoveAssetsAsync(CancellationToken end)
    {
        try
        {
            for (var number = 0; ; number++)
            {
                await Task.Delay(700, end);
                var files = Directory.GetFiles(Path.Combine(_process.Store, "assets"), "*.asset", SearchOption.AllDirectories);
                File.Delete(files[number % files.Length]);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
    }

    /// <summary>What the process holds when it has come to rest.</summary>
    async Task<(int Handles, int Threads, int MebiBytes)> MeasureAsync()
    {
        await Task.Delay(1500);
        var status = File.ReadAllLines($"/proc/{_process.Id}/status");
        int Value(string name) => int.Parse(status.Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split('\t', ' ').First(
            part => part.Length > 0 && char.IsAsciiDigit(part[0])), CultureInfo.InvariantCulture);
        return (Directory.GetFiles($"/proc/{_process.Id}/fd").Length, Value("Threads:"), Value("VmRSS:") / 1024);
    }
}
