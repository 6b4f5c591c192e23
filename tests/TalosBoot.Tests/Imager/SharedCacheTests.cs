using System.Diagnostics;
using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.Imager;

/// <summary>One cache folder, several processes and engines, some of which die.</summary>
[NonParallelizable]
public sealed class SharedCacheTests
{
    // TALOSBOOT_KILLS=60 for the whole proof: each kill is somewhere else.
    static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("TALOSBOOT_KILLS") ?? "8", CultureInfo.InvariantCulture);

    TemporaryFolder _folder = null!;
    Digest _expected;
    Dictionary<string, long> _entries = [];
    TimeSpan _duration;

    /// <summary>What a build alone gives, and leaves in its cache.</summary>
    [OneTimeSetUp]
    public void BuildAlone()
    {
        _folder = new TemporaryFolder();
        var watch = Stopwatch.StartNew();
        using var process = Start("alone", "alone-out");
        AssertEnds(process);
        _duration = watch.Elapsed;
        _expected = DigestOf("alone-out");
        _entries = Entries("alone");

        // The four boot files, the firmware of the one extension, and both extensions.
        Assert.That(_entries, Has.Count.EqualTo(7));
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Two_processes_fill_a_cold_cache_together()
    {
        using var first = Start("shared", "first");
        using var second = Start("shared", "second");
        AssertEnds(first);
        AssertEnds(second);
        Assert.That((DigestOf("first"), DigestOf("second")), Is.EqualTo((_expected, _expected)));
        Assert.That(Entries("shared"), Is.EqualTo(_entries));
    }

    [Test]
    public void A_process_that_is_killed_at_any_time_leaves_whole_entries_only_and_the_next_one_leaves_nothing_of_it()
    {
        var random = new Random(20240615);
        var killed = 0;
        for (var index = 0; index < Kills; index++)
        {
            using var process = Start("deadly", "killed");
            if (!process.WaitForExit(_duration * random.NextDouble()))
            {
                process.Kill();
                process.WaitForExit();
                killed++;
            }

            // Without an entry the next process starts over; with one it compresses only what is left.
            Assert.That(Entries("deadly"), Is.SubsetOf(_entries));
            if (Entries("deadly").Count == _entries.Count && index % 2 == 0)
            {
                foreach (var entry in Directory.GetFiles(_folder["deadly", "content"], "*.entry"))
                {
                    File.Delete(entry);
                }
            }
        }

        TestContext.Out.WriteLine($"{killed} of {Kills} were killed");
        Assert.That(killed, Is.GreaterThan(Kills / 2));
        using var last = Start("deadly", "killed");
        AssertEnds(last);
        Assert.That(DigestOf("killed"), Is.EqualTo(_expected), "The one file of the folder is the asset.");
        Assert.That(Entries("deadly"), Is.EqualTo(_entries));
        Assert.That(Directory.GetFiles(_folder["deadly"], "*.partial*", SearchOption.AllDirectories), Is.Empty);
        Assert.That(Directory.GetFileSystemEntries(_folder["deadly-tmp"]), Is.Empty);
    }

    [Test]
    public async Task Two_engines_of_one_process_and_two_builds_of_one_engine_give_the_same_bytes()
    {
        await using var first = DemoEngine.Create(options => options.CacheDirectory = _folder["engines"]);
        await using var second = DemoEngine.Create(options => options.CacheDirectory = _folder["engines"]);
        var builds = new[] { first, first, second }.Select(engine => Task.Run(() => BuildAsync(engine))).ToArray();
        Assert.That(await Task.WhenAll(builds), Is.All.EqualTo(_expected));
        Assert.That(Entries("engines"), Is.EqualTo(_entries));
    }

    static async Task<Digest> BuildAsync(TalosBootEngine engine)
    {
        using var asset = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsInitramfs()
            .Customize(custom => custom.AddExtensionImage(Extensions)).PlanAsync();
        return Digest.Sha256(asset.Content);
    }

    static string[] Extensions => [DemoRelease.Reference("demo-hello", "v1.0.0"), DemoRelease.Reference("demo-ucode", "v1.0.0")];

    Process Start(string cache, string output) => ImagerProgram.Start(
    [
        "iso", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--output-kind", "initramfs", "--images", DemoRelease.Folder,
        "--cache-directory", _folder[cache], "--output", _folder[output], .. Extensions.SelectMany(image => new[] { "--system-extension-image", image }),
    ], Directory.CreateDirectory(_folder[$"{cache}-tmp"]).FullName);

    static void AssertEnds(Process process)
    {
        Assert.That(process.WaitForExit(TimeSpan.FromMinutes(2)), Is.True);
        Assert.That(process.ExitCode, Is.Zero);
    }

    Digest DigestOf(string output) => Digest.Sha256(BlobSource.FromFile(Directory.GetFiles(_folder[output]).Single()));

    /// <summary>The entries with their lengths: each folder seals them with a secret of its own, so that their bytes differ.</summary>
    Dictionary<string, long> Entries(string cache) => !Directory.Exists(_folder[cache, "content"])
        ? []
        : Directory.GetFiles(_folder[cache, "content"], "*.entry").ToDictionary(
            path => Path.GetFileName(path)!, path => new FileInfo(path).Length);
}
