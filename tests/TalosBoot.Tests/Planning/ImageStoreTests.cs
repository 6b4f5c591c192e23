using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Inputs;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.Planning;

/// <summary>What an engine remembers of container images, and does once for several builds.</summary>
[TestFixture]
public sealed class ImageStoreTests
{
    static readonly (Digest Image, Architecture Architecture) Key = (Digest.Sha256("image"u8), Architecture.Amd64);

    [Test]
    public async Task A_catalog_is_read_once_however_many_requests_name_official_extensions()
    {
        var logger = new RecordingLogger();
        await using var engine = DemoEngine.Create(options => options.LoggerFactory = logger);
        for (var round = 0; round < 3; round++)
        {
            await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsInitramfs()
                .Customize(custom => custom.AddExtension("siderolabs/demo-hello")).ResolveAsync();
        }

        Assert.That(logger.Messages.Count(message => message.Contains("siderolabs/extensions", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_tree_is_made_once_for_all_who_want_it_and_gone_with_the_last_of_them()
    {
        var trees = new SharedTrees(spoolDirectory: null);
        var made = 0;
        var go = new TaskCompletionSource();
        ContentSpool? kept = null;
        var users = Enumerable.Range(0, 5).Select(_ => new ContentSpool()).ToArray();
        var opening = users.Select(user => trees.OpenAsync(Key, user, MakeAsync, default).AsTask()).ToArray();
        go.SetResult();
        Assert.That((await Task.WhenAll(opening)).Distinct().Count(), Is.EqualTo(1));
        Assert.That(made, Is.EqualTo(1));
        foreach (var user in users)
        {
            Assert.That(() => kept!.Write(ContentKind.Data, stream => stream.WriteByte(1)), Throws.Nothing, "It is in use.");
            user.Dispose();
        }

        Assert.That(() => kept!.Write(ContentKind.Data, stream => stream.WriteByte(1)), Throws.InstanceOf<ObjectDisposedException>());
        using var later = new ContentSpool();
        await trees.OpenAsync(Key, later, MakeAsync, default);
        Assert.That(made, Is.EqualTo(2));

        async ValueTask<FileTree> MakeAsync(ContentSpool spool, CancellationToken cancellationToken)
        {
            made++;
            kept = spool;
            await go.Task;
            return new FileTree();
        }
    }

    [Test]
    public async Task Who_is_cancelled_leaves_the_tree_to_the_next_one_who_waits()
    {
        var trees = new SharedTrees(spoolDirectory: null);
        using var cancellation = new CancellationTokenSource();
        using var first = new ContentSpool();
        using var second = new ContentSpool();
        var stopped = trees.OpenAsync(
            Key, first, async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return new FileTree();
            },
            cancellation.Token).AsTask();
        var waiting = trees.OpenAsync(Key, second, (_, _) => ValueTask.FromResult(new FileTree()), default).AsTask();
        Assert.That(waiting.IsCompleted, Is.False);
        await cancellation.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(async () => await stopped);
        Assert.That(await waiting, Is.Not.Null);
    }
}
