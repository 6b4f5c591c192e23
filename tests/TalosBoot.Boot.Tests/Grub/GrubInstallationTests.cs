using TalosBoot.Boot.Grub;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Work;

namespace TalosBoot.Boot.Tests.Grub;

/// <summary>Module folders for ISOs.</summary>
public sealed class GrubInstallationTests
{
    [Test]
    public async Task Builds_that_begin_at_once_on_a_cold_cache_compress_a_folder_once()
    {
        using var temporary = new TemporaryFolder();
        var cache = new ContentCache(temporary["cache"]);
        var folder = GrubModuleFolder.Open(GrubFolders.Tree(GrubFolders.OfDemoRelease("i386-pc")), GrubTarget.I386Pc);
        var budget = new WorkBudget(2, 256L << 20);
        var builds = Enumerable.Range(0, 8).Select(_ => Task.Run(() => GrubInstallation.CompressAsync(folder, budget, cache, default))).ToArray();

        // One that is made once more is written once more.
        await await Task.WhenAny(builds);
        var entry = Directory.GetFiles(temporary["cache"], "*.entry").Single();
        var written = File.GetLastWriteTimeUtc(entry);
        var results = await Task.WhenAll(builds);
        Assert.Multiple(() =>
        {
            Assert.That(File.GetLastWriteTimeUtc(entry), Is.EqualTo(written));
            Assert.That(results.Select(result => string.Join(' ', result.Children.Keys)).Distinct().Count(), Is.EqualTo(1));
        });
    }
}
