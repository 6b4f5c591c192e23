using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>A cache whose entries somebody changes while it is used.</summary>
[NonParallelizable]
public sealed class ChangedCacheTests
{
    const int Users = 4;

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
            file.Position = random.NextInt64(file.Length);
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
        "--system-extension-image", DemoRelease.Reference("demo-hello", "v1.0.0"), "--system-extension-image", DemoRelease.Reference("demo-ucode", "v1.0.0"),
    ]);

    static Digest DigestOf(TemporaryFolder folder, string output) => Digest.Sha256(BlobSource.FromFile(Directory.GetFiles(folder[output]).Single()));
}
