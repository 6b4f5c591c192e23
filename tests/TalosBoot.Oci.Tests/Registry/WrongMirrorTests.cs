using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>Mirrors whose bytes turn out to be wrong only at their end.</summary>
[TestFixture]
sealed class WrongMirrorTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");

    static FaultRegistry Mirror(Func<byte[], FaultAnswer> answer, TestRegistry registry)
    {
        var mirror = new FaultRegistry();
        mirror.Always("GET", registry.BlobPath, _ => answer(registry.Blob.ToArray()));
        return mirror;
    }

    static FaultAnswer Corrupted(byte[] blob)
    {
        blob[^1] ^= 1;
        return new FaultAnswer(200) { Body = blob };
    }

    static RegistryOptions Through(TestRegistry registry, params FaultRegistry[] mirrors) => TestRegistry.Options with
    {
        Mirrors = new Dictionary<string, RegistryMirrors>
        {
            [registry.Server.Host] = new() { Endpoints = [.. mirrors.Select(mirror => new RegistryMirror(new Uri($"http://{mirror.Host}")))] },
        },
    };

    [TestCase("cache")]
    [TestCase("spool")]
    [TestCase("file")]
    public async Task The_next_one_is_asked_for_the_whole_blob(string target)
    {
        using var folder = new TemporaryFolder();
        await using var registry = new TestRegistry();
        await using var first = Mirror(Corrupted, registry);
        await using var second = Mirror(blob => new FaultAnswer(200) { Body = [.. blob, 1] }, registry);
        await using var third = Mirror(blob => new FaultAnswer(200) { Body = blob }, registry);
        using var client = new RegistryClient(Through(registry, first, second, third));
        using var source = new RegistryImageSource(client, target == "cache" ? BlobCache.Open(folder["cache"]) : null);
        var image = await source.ResolveAsync(registry.Reference, Amd64);
        if (target == "file")
        {
            await OciLayoutWriter.Open(folder["layout"]).AddAsync(image);
            Assert.That(File.ReadAllBytes(folder["layout", "blobs", "sha256", registry.BlobDigest.Hex]), Is.EqualTo(registry.Blob));
        }
        else
        {
            Assert.That((await image.Layers[0].OpenAsync()).ToArray(), Is.EqualTo(registry.Blob));
        }

        Assert.That(
            new[] { first, second, third, registry.Server }.Select(server => server.RequestsOf("GET", registry.BlobPath).Count()),
            Is.EqualTo(new[] { 1, 1, 1, 0 }));
    }

    [Test]
    public async Task When_all_are_wrong_that_is_told()
    {
        await using var registry = new TestRegistry();
        await using var mirror = Mirror(Corrupted, registry);
        registry.Server.Always("GET", registry.BlobPath, _ => Corrupted(registry.Blob.ToArray()));
        using var client = new RegistryClient(Through(registry, mirror));
        using var source = new RegistryImageSource(client);
        var image = await source.ResolveAsync(registry.Reference, Amd64);
        var failure = await Assert.ThrowsAsync<ContentMismatchException>(async () => await image.Layers[0].OpenAsync());
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2101"));
        Assert.That(registry.Server.RequestsOf("GET", registry.BlobPath).Count(), Is.EqualTo(1));
        Assert.That(mirror.RequestsOf("GET", registry.BlobPath).Count(), Is.EqualTo(1));
    }
}
