using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Registry;

[TestFixture]
sealed class DigestTests
{
    [Test]
    public async Task A_digest_is_asked_for_alone()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That(await client.ResolveDigestAsync(registry.Reference), Is.EqualTo(registry.ManifestDigest));
        Assert.That(registry.Server.RequestsOf("GET", "/v2/test/image/manifests/"), Is.Empty);
    }

    [TestCase(405)]
    [TestCase(404)]
    [TestCase(403)]
    [TestCase(501)]
    [TestCase(200)]
    public async Task Where_that_is_refused_the_manifest_is_fetched(int status)
    {
        await using var registry = new TestRegistry();
        registry.Server.Always("HEAD", "/v2/test/image/manifests/", _ => new FaultAnswer(status));
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That(await client.ResolveDigestAsync(registry.Reference), Is.EqualTo(registry.ManifestDigest));
    }

    [Test]
    public async Task An_image_that_is_not_there_is_told()
    {
        await using var registry = new TestRegistry();
        using var client = new RegistryClient(TestRegistry.Options);
        var failure = await Assert.ThrowsAsync<RegistryException>(
            async () => await client.ResolveDigestAsync(ImageReference.Parse($"{registry.Server.Host}/test/image:other")));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2002"));
    }

    [Test]
    public async Task The_digest_for_a_platform_is_that_of_its_image()
    {
        await using var registry = new TestRegistry();
        var size = registry.Server.ContentOf("/v2/test/image/manifests/v1")!.Length;
        var index = Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,"manifests":[{"mediaType":"{{{OciMediaTypes.Manifest}}}","size":{{{size}}},"digest":"{{{registry.ManifestDigest}}}","platform":{"os":"linux","architecture":"arm64"}}]}
            """);
        var digest = registry.Server.AddManifest(TestRegistry.Repository, "both", OciMediaTypes.Index, index);
        var reference = ImageReference.Parse($"{registry.Server.Host}/test/image:both");
        using var client = new RegistryClient(TestRegistry.Options);
        Assert.That((await client.ResolveDigestAsync(reference)).ToString(), Is.EqualTo(digest));
        Assert.That(await client.ResolveDigestAsync(reference, OciPlatform.Parse("linux/arm64")), Is.EqualTo(registry.ManifestDigest));
        Assert.That(await client.ResolveDigestAsync(registry.Reference, OciPlatform.Parse("linux/riscv64")), Is.EqualTo(registry.ManifestDigest));
        var failure = await Assert.ThrowsAsync<RegistryException>(async () => await client.ResolveDigestAsync(reference, OciPlatform.Parse("linux/amd64")));
        Assert.That(failure!.DiagnosticId, Is.EqualTo("TB2004"));
    }
}
