using TalosBoot.Oci;
using TalosBoot.Oci.ImageCaches;

namespace TalosBoot.Sigstore.Tests;

[TestFixture]
sealed class ImageCacheSignatureTests
{
    [Test]
    public async Task A_signature_comes_along_and_is_verified_from_the_cache()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await signed.SignSimpleAsync(key);
        var cache = await ImageCacheBuilder.BuildAsync(signed.Open(key.PublicKey), [SignedImage.Reference], new() { IncludeSignatures = true });
        Assert.That(
            cache.Tree.Find($"manifests/registry.example/some/image/reference/sha256-{signed.Image.Digest.Hex}.sig"), Is.Not.Null);
        var verified = new VerifiedImageSource(cache, new SignaturePolicy { Keys = [key.PublicKey] });
        Assert.That((await verified.ResolveAsync(SignedImage.Reference, OciPlatform.Parse("linux/amd64"))).Digest, Is.EqualTo(signed.Image.Digest));
    }
}
