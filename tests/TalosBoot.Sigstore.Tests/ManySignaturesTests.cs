using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Oci.Tests.Registry;
using TalosBoot.Sigstore.Simple;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Sigstore.Tests;

/// <summary>More signatures than are tried: that is told, and not passed over.</summary>
[TestFixture]
sealed class ManySignaturesTests
{
    static async Task<SignatureVerificationException> RefusedAsync(TestRegistry registry)
    {
        using var client = new RegistryClient(TestRegistry.Options);
        using var source = new RegistryImageSource(client);
        using var key = TestKeys.NewP256();
        var verified = new VerifiedImageSource(source, new SignaturePolicy { Keys = [key.PublicKey] });
        return (await Assert.ThrowsAsync<SignatureVerificationException>(async () => await verified.VerifyAsync(registry.Reference)))!;
    }

    [TestCase(100, "TB2201")]
    [TestCase(101, "TB2209")]
    public async Task Referrers(int count, string id)
    {
        await using var registry = new TestRegistry();
        var entries = Enumerable.Range(0, count).Select(number => new OciDescriptor
        {
            MediaType = OciMediaTypes.Manifest,
            Size = 2,
            Digest = Digest.Sha256(BitConverter.GetBytes(number)),
        });
        var index = GoJson.Serialize(new OciIndex { MediaType = OciMediaTypes.Index, Manifests = [.. entries] });
        registry.Server.Always("GET", "/v2/test/image/referrers/", _ => new FaultAnswer(200) { Body = index }.With("Content-Type", OciMediaTypes.Index));
        Assert.That((await RefusedAsync(registry)).DiagnosticId, Is.EqualTo(id));
    }

    [TestCase(100, false)]
    [TestCase(101, true)]
    public async Task Layers_of_the_first_kind(int count, bool isOver)
    {
        await using var registry = new TestRegistry();
        var payload = "{}"u8.ToArray();
        registry.Server.AddBlob(TestRegistry.Repository, payload);
        var layer = new OciDescriptor { MediaType = SimpleSignature.MediaType, Size = payload.Length, Digest = Digest.Sha256(payload) };
        registry.Server.AddManifest(
            TestRegistry.Repository, $"sha256-{registry.ManifestDigest.Hex}.sig", OciMediaTypes.Manifest,
            GoJson.Serialize(new OciManifest { MediaType = OciMediaTypes.Manifest, Config = layer, Layers = [.. Enumerable.Repeat(layer, count)] }));
        var refusal = await RefusedAsync(registry);
        Assert.That(refusal.DiagnosticId, Is.EqualTo("TB2202"));
        Assert.That(refusal.Failures.Count(failure => failure.DiagnosticId == "TB2209"), Is.EqualTo(isOver ? 1 : 0));
    }
}
