using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.Imager;

/// <summary>A cache whose entries somebody changes while it is used.</summary>
[NonParallelizable]
public sealed class ChangedCacheTests
{
    const int Users = 4;

    // TALOSBOOT_CHANGES=200 for the whole proof.
    static readonly int Changes = int.Parse(Environment.GetEnvironmentVariable("TALOSBOOT_CHANGES") ?? "20", CultureInfo.InvariantCulture);

    [Test]
    public async Task Four_processes_build_the_same_bytes_or_fail_while_a_fifth_changes_their_cache()
    {
        using var folder = new TemporaryFolder();
        Assert.That(Build(folder, "first").ExitCode, Is.Zero);
        var expected = DigestOf(folder, "first");
        var builds = Enumerable.Range(0, Users).Select(index => Task.Run(() => Build(folder, $"{index}"))).ToArray();
        var changes = await ChangeUntilAsync(folder, Task.WhenAll(builds));
        Assert.That(changes, Is.GreaterThan(0));
        for (var index = 0; index < Users; index++)
        {
            var result = await builds[index];
            if (result.ExitCode == 0)
            {
                Assert.That(DigestOf(folder, $"{index}"), Is.EqualTo(expected));
            }
            else
            {
                Assert.That(result.Error, Does.Match("Error: TB[0-9]{4}: "), "a failure that is told, and no crash");
            }
        }

        Assert.That(Build(folder, "last").ExitCode, Is.Zero);
        Assert.That(DigestOf(folder, "last"), Is.EqualTo(expected));
    }

    /// <summary>An engine that knows the entries from before, and one that sees them for the first time.</summary>
    [Test]
    public async Task Changes_at_random_between_builds_give_the_same_bytes_or_a_clear_error()
    {
        using var folder = new TemporaryFolder();
        await using var old = CreateEngine(folder);
        var expected = await BuildAsync(old);
        var random = new Random(17);
        var refused = 0;
        for (var change = 0; change < Changes; change++)
        {
            var files = Directory.GetFiles(folder["cache"], "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
            var file = files[random.Next(files.Length)];
            Damage(file, files[random.Next(files.Length)], random);
            await using var young = CreateEngine(folder);
            foreach (var engine in random.Next(2) == 0 ? new[] { old, young } : [young, old])
            {
                try
                {
                    Assert.That(await BuildAsync(engine), Is.EqualTo(expected), $"{change}: {file}");
                }
                catch (TalosBootException exception)
                {
                    refused++;
                    Assert.That(exception.Message, Does.StartWith("TB"), $"{change}: {file}");
                }
            }
        }

        TestContext.Out.WriteLine($"{Changes} changes, {refused} builds were refused");
        await using var last = CreateEngine(folder);
        Assert.That(await BuildAsync(last), Is.EqualTo(expected));
        Assert.That(Directory.GetFiles(folder["cache"], "*.partial", SearchOption.AllDirectories), Is.Empty);
    }

    static TalosBootEngine CreateEngine(TemporaryFolder folder) => DemoEngine.Create(options => options.CacheDirectory = folder["cache"]);

    static async Task<Digest> BuildAsync(TalosBootEngine engine)
    {
        using var asset = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsIso(BootloaderKind.DualBoot)
            .Customize(custom => custom.AddExtensionImage(Extensions)).PlanAsync();
        return Digest.Sha256(asset.Content);
    }

    /// <summary>What disks, crashes and people do to a file.</summary>
    static void Damage(string path, string other, Random random)
    {
        var bytes = File.ReadAllBytes(path);
        switch (random.Next(6))
        {
            case 0:
                File.WriteAllBytes(path, bytes[..random.Next(bytes.Length + 1)]);
                break;
            case 1:
                File.WriteAllBytes(path, [.. bytes, (byte)random.Next(256)]);
                break;
            case 2:
                File.Copy(other, path + ".new");
                File.Move(path + ".new", path, overwrite: true);
                break;
            case 3:
                File.Delete(path);
                break;
            default:
                Change(path, random);
                break;
        }
    }

    /// <summary>Changes bytes of entries until something ends.</summary>
    static async Task<int> ChangeUntilAsync(TemporaryFolder folder, Task ended)
    {
        var random = new Random(4);
        var changes = 0;
        while (!ended.IsCompleted)
        {
            var files = Directory.GetFiles(folder["cache", "content"], "*.entry");
            if (files.Length > 0)
            {
                changes += Change(files[random.Next(files.Length)], random) ? 1 : 0;
            }

            await Task.Delay(5);
        }

        return changes;
    }

    static bool Change(string path, Random random)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            file.Position = random.NextInt64(Math.Max(1, file.Length));
            file.WriteByte((byte)random.Next(256));
            return true;
        }
        catch (IOException)
        {
            // It was just dropped.
            return false;
        }
    }

    static ToolResult Build(TemporaryFolder folder, string output) => ImagerProgram.Run(
    [
        "iso", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--output-kind", "initramfs", "--images", DemoRelease.Folder,
        "--cache-directory", folder["cache"], "--output", folder[output],
        .. Extensions.SelectMany(image => new[] { "--system-extension-image", image }),
    ]);

    static string[] Extensions => [DemoRelease.Reference("demo-hello", "v1.0.0"), DemoRelease.Reference("demo-ucode", "v1.0.0")];

    static Digest DigestOf(TemporaryFolder folder, string output) => Digest.Sha256(BlobSource.FromFile(Directory.GetFiles(folder[output]).Single()));
}
