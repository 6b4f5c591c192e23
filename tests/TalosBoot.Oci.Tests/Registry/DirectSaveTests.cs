using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;
using TalosBoot.Oci.Tests.Caching;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Layers that are fetched straight into the files of a layout, as nothing keeps them, and do not get there.</summary>
[TestFixture]
sealed class DirectSaveTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");

    static async Task SaveAsync(TestRegistry registry, string layout, CancellationToken cancellationToken = default)
    {
        using var client = new RegistryClient(TestRegistry.Options with { StallTimeout = TimeSpan.FromSeconds(30) });
        using var source = new RegistryImageSource(client);
        var image = await source.ResolveAsync(registry.Reference, Amd64, cancellationToken);
        await OciLayoutWriter.Open(layout).AddAsync(image, cancellationToken: cancellationToken);
    }

    static string[] Files(TemporaryFolder folder) => Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories);

    [Test]
    public async Task A_layer_of_another_digest_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        var corrupted = registry.Blob.ToArray();
        corrupted[^1] ^= 1;
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = corrupted });
        var failure = await Assert.ThrowsAsync<ContentMismatchException>(() => SaveAsync(registry, folder.Path));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2101"));
        Assert.That(Files(folder), Is.Empty);
    }

    [Test]
    public async Task A_save_that_is_cancelled_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        using var cancellation = new CancellationTokenSource();
        registry.Server.Always("GET", registry.BlobPath, _ => new FaultAnswer(200) { Body = registry.Blob, StallAfter = 200_000 });
        var saving = SaveAsync(registry, folder.Path, cancellation.Token);
        Assert.That(() => Files(folder), Has.Length.EqualTo(1).After(10_000, 5), "It has begun.");
        await cancellation.CancelAsync();
        await Assert.CatchAsync<OperationCanceledException>(() => saving);
        Assert.That(Files(folder), Is.Empty);
    }

    [Test]
    public async Task A_place_that_cannot_be_written_is_told_and_left_as_it_was()
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        Directory.CreateDirectory(folder["blobs", "sha256", registry.BlobDigest.Hex]);
        var failure = await Assert.ThrowsAsync<FileAccessException>(() => SaveAsync(registry, folder.Path));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB6001"));
        Assert.That(Files(folder), Is.Empty);
    }

    [TestCase("pull --format oci")]
    [TestCase("pull --format oci --cache CACHE")]
    public async Task A_full_disk_is_told_and_no_part_of_a_layer_is_left(string command)
    {
        PrivateMount.Require();
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        Directory.CreateDirectory(folder["small"]);
        const string mount = "mount -t tmpfs -o size=256k,mode=0700 none";
        var pull = $"'{RegistrySampleTests.Program}' image {command.Replace("CACHE", folder["small"], StringComparison.Ordinal)} {registry.Reference} '{folder["small"]}/layout'";
        var result = ForeignTool.TryRun("unshare", ["-rm", "sh", "-c", $"{mount} '{folder["small"]}' && {pull}; find '{folder["small"]}' -type f -size +8k"]);
        Assert.That(result.Error, Does.Contain("TB6002"));
        Assert.That(result.Output, Is.Empty);
    }
}
