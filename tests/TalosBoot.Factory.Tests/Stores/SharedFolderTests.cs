using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Schematics;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Stores;

/// <summary>Services that start on a folder into which others are writing.</summary>
[TestFixture]
internal sealed class SharedFolderTests
{
    const int Writers = 4;
    const int Starts = 300;
    const int WritesOfEach = 300;
    static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Schematics_are_stored_while_other_services_start()
    {
        using var folder = new TemporaryFolder();
        using var store = new FolderSchematicStore(folder.Path);

        await WriteWhileOthersStartAsync(
            async name =>
            {
                var text = Encoding.UTF8.GetBytes($"customization:\n    extraKernelArgs:\n        - {name}\n");
                await store.PutAsync(SchematicId.OfCanonical(text), text);
                Assert.That(await store.FindAsync(SchematicId.OfCanonical(text)), Is.Not.Null);
            },
            () => new FolderSchematicStore(folder.Path).Dispose());
    }

    [Test]
    public async Task Assets_are_stored_while_other_services_start()
    {
        using var folder = new TemporaryFolder();
        var store = new FolderAssetStore(folder.Path);

        await WriteWhileOthersStartAsync(
            name => store.PutAsync(Digest.Sha256(Encoding.UTF8.GetBytes(name[..^1])), BlobSource.FromBytes(Encoding.UTF8.GetBytes(name))),
            () => _ = new FolderAssetStore(folder.Path));
    }

    static async Task WriteWhileOthersStartAsync(Func<string, Task> write, Action start)
    {
        using var end = new CancellationTokenSource(LongestTime);
        var (started, written) = (0, new int[Writers]);
        bool GoesOn() => !end.IsCancellationRequested && (started < Starts || written.Any(count => count < WritesOfEach));
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (; GoesOn(); written[writer]++)
            {
                await write($"{writer}-{written[writer]}");
            }
        }));
        var starts = Task.Run(() =>
        {
            for (; GoesOn(); started++)
            {
                start();
            }
        });

        await Task.WhenAll([starts, .. writers]);
        TestContext.Out.WriteLine($"{started} starts, {string.Join(' ', written)} writes");
        Assert.That(started, Is.GreaterThanOrEqualTo(Starts));
        Assert.That(written, Is.All.GreaterThanOrEqualTo(WritesOfEach));
    }
}
