using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;
using TalosBoot.Sigstore.Simple;

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

    /// <summary>The cache was made by somebody who does not look at signatures, and put another image's there.</summary>
    [Test]
    public async Task A_signature_of_another_image_is_refused_from_the_cache_and_on_the_way_into_it()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        var payload = new SimpleSigningPayload("registry.example/some/image", Digest.Sha256("another image"u8)).Write();
        await signed.AddSimpleAsync(payload, key.Sign(payload));
        var policy = new SignaturePolicy { Keys = [key.PublicKey] };
        Assert.That(
            async () => await ImageCacheBuilder.BuildAsync(signed.Open(policy), [SignedImage.Reference], new() { IncludeSignatures = true }), Refused);
        var cache = await ImageCacheBuilder.BuildAsync(OciLayout.Open(signed.Path), [SignedImage.Reference], new() { IncludeSignatures = true });
        Assert.That(
            async () => await new VerifiedImageSource(cache, policy).ResolveAsync(SignedImage.Reference, OciPlatform.Parse("linux/amd64")), Refused);
    }

    static NUnit.Framework.Constraints.IResolveConstraint Refused => Throws.TypeOf<SignatureVerificationException>()
        .With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.SignatureClaimMismatch);
}
