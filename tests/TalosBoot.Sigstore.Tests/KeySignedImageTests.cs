using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Images in a layout, signed with a key.</summary>
[TestFixture]
sealed class KeySignedImageTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Linux(Architecture.Amd64);
    static readonly Digest Other = Digest.Sha256("another image"u8);

    static async Task<SignatureVerificationException> RefusedAsync(VerifiedImageSource images) =>
        (await Assert.ThrowsAsync<SignatureVerificationException>(async () => await images.ResolveAsync(SignedImage.Reference, Amd64)))!;

    [Test]
    public async Task An_image_signed_in_the_first_way_is_used([ValueSource(typeof(TestKeys), nameof(TestKeys.Kinds))] string kind)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.Open(kind);
        await signed.SignSimpleAsync(key);
        var images = signed.Open(key.PublicKey);
        Assert.That((await images.ResolveAsync(SignedImage.Reference, Amd64)).Digest, Is.EqualTo(signed.Image.Digest));
        var signature = await images.VerifyAsync(SignedImage.Reference);
        Assert.That((signature.Method, signature.Key, signature.Digest), Is.EqualTo(("legacy: public key", key.PublicKey, signed.Image.Digest)));
    }

    [Test]
    public async Task An_image_signed_with_a_bundle_is_used([ValueSource(typeof(TestKeys), nameof(TestKeys.Kinds))] string kind)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.Open(kind);
        await signed.SignBundleAsync(key);
        var images = signed.Open(key.PublicKey);
        Assert.That((await images.ResolveAsync(SignedImage.Reference, Amd64)).Digest, Is.EqualTo(signed.Image.Digest));
        Assert.That((await images.VerifyAsync(SignedImage.Reference)).Method, Is.EqualTo("bundled: public key"));
    }

    [Test]
    public async Task A_bundle_under_the_tag_of_referrers_is_found([Values] bool isIndex)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        var tag = ImageReference.Parse($"registry.example/some/image:sha256-{signed.Image.Digest.Hex}");
        var bundle = await ImageSignatures.SignBundle(SignedImage.Reference, signed.Descriptor, key, SignedImage.Time).Layers[0].OpenAsync();
        await signed.AddLayerAsync("application/vnd.dev.sigstore.bundle.v0.3+json", bundle.ToArray(), null, null, isIndex ? null : tag);
        if (isIndex)
        {
            MoveLastEntryIntoIndex(signed.Path, tag);
        }

        Assert.That((await signed.Open(key.PublicKey).VerifyAsync(SignedImage.Reference)).Method, Is.EqualTo("bundled: public key"));
    }

    static void MoveLastEntryIntoIndex(string layout, ImageReference tag)
    {
        var entries = OciLayout.Open(layout).Index.Manifests;
        var nested = GoJson.Serialize(new OciIndex { MediaType = OciMediaTypes.Index, Manifests = [entries[^1]] });
        var digest = Digest.Sha256(nested);
        File.WriteAllBytes(Path.Combine(layout, "blobs", "sha256", digest.Hex), nested);
        var entry = new OciDescriptor
        {
            MediaType = OciMediaTypes.Index,
            Size = nested.Length,
            Digest = digest,
            Annotations = new Dictionary<string, string> { [OciLayout.ReferenceNameAnnotation] = tag.ToString() },
        };
        File.WriteAllBytes(Path.Combine(layout, "index.json"), GoJson.Serialize(new OciIndex { Manifests = [.. entries.SkipLast(1), entry] }));
    }

    [Test]
    public async Task One_of_several_signatures_and_keys_is_enough()
    {
        using var signed = await SignedImage.CreateAsync();
        using var stranger = TestKeys.NewP256();
        using var key = TestKeys.Open("RSA");
        await signed.SignBundleAsync(stranger);
        await signed.SignSimpleAsync(key);
        using var unused = TestKeys.NewP256();
        Assert.That((await signed.Open(unused.PublicKey, key.PublicKey).VerifyAsync(SignedImage.Reference)).Method, Is.EqualTo("legacy: public key"));
    }

    [Test]
    public async Task An_image_without_a_signature_is_refused()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        Assert.That((await RefusedAsync(signed.Open(key.PublicKey))).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureMissing));
    }

    [Test]
    public async Task An_image_that_is_not_there_is_told_as_such()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        var exception = await Assert.ThrowsAsync<RegistryException>(
            async () => await signed.Open(key.PublicKey).ResolveAsync(ImageReference.Parse("registry.example/none:v2"), Amd64));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.ImageNotFound));
    }

    [Test]
    public async Task A_signature_by_another_key_is_refused([Values] bool isBundle)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await (isBundle ? signed.SignBundleAsync(key) : signed.SignSimpleAsync(key));
        using var other = TestKeys.NewP256();
        Assert.That((await RefusedAsync(signed.Open(other.PublicKey))).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureInvalid));
    }

    [Test]
    public async Task Each_refused_signature_is_told_when_there_are_several()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await signed.SignBundleAsync(key);
        await signed.AddSimpleAsync(new SimpleSigningPayload("x", Other).Write(), key.Sign(new SimpleSigningPayload("x", Other).Write()));
        using var other = TestKeys.NewP256();
        var exception = await RefusedAsync(signed.Open(other.PublicKey));
        Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.SignaturesRefused));
        Assert.That(exception.Failures, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_signature_for_another_image_is_refused([Values] bool isBundle)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        var payload = new SimpleSigningPayload("registry.example/some/image", Other).Write();
        var bundle = ImageSignatures.SignBundle(SignedImage.Reference, signed.Descriptor with { Digest = Other }, key, SignedImage.Time);
        await (isBundle ? signed.AddBundleAsync((await bundle.Layers[0].OpenAsync()).ToArray()) : signed.AddSimpleAsync(payload, key.Sign(payload)));
        Assert.That((await RefusedAsync(signed.Open(key.PublicKey))).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureClaimMismatch));
    }

    [Test]
    public async Task A_signature_for_another_repository_is_refused_when_the_policy_says_so([Values] bool isBundle)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        var mirror = ImageReference.Parse("elsewhere.example/mirror:v1");
        var signature = isBundle
            ? ImageSignatures.SignBundle(mirror, signed.Descriptor, key, SignedImage.Time)
            : ImageSignatures.SignSimple(mirror, signed.Image.Digest, key, SignedImage.Time);
        await signed.AddAsync(signature, isBundle ? null : ImageSignatures.SimpleReference(SignedImage.Reference, signed.Image.Digest));
        var policy = new SignaturePolicy { Keys = [key.PublicKey] };
        Assert.That((await signed.Open(policy).VerifyAsync(SignedImage.Reference)).Digest, Is.EqualTo(signed.Image.Digest));
        Assert.That(
            (await RefusedAsync(signed.Open(policy with { MatchesRepository = true }))).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureClaimMismatch));
    }

    [Test]
    public async Task A_signature_for_the_repository_is_accepted_when_the_policy_asks_for_the_name([Values] bool isBundle)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await (isBundle ? signed.SignBundleAsync(key) : signed.SignSimpleAsync(key));
        var images = signed.Open(new SignaturePolicy { Keys = [key.PublicKey], MatchesRepository = true });
        Assert.That((await images.VerifyAsync(SignedImage.Reference)).Digest, Is.EqualTo(signed.Image.Digest));
    }

    [Test]
    public async Task A_change_of_any_byte_of_the_payload_is_noticed()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        var payload = new SimpleSigningPayload("registry.example/some/image", signed.Image.Digest).Write();
        var signature = Convert.ToBase64String(key.Sign(payload));
        var verifier = new SimpleSignatureVerifier(new SignaturePolicy { Keys = [key.PublicKey] });
        var content = new SignedContent("image", signed.Image.Digest);
        SimpleSignature Of(byte[] bytes, string text) => new(bytes, new Dictionary<string, string> { [SimpleSignature.SignatureAnnotation] = text });
        Assert.That(verifier.Verify(Of(payload, signature), content).Key, Is.EqualTo(key.PublicKey));
        for (var index = 0; index < payload.Length; index++)
        {
            var changed = payload.ToArray();
            changed[index] ^= 1;
            Assert.That(
                Assert.Throws<SignatureVerificationException>(() => verifier.Verify(Of(changed, signature), content))!.DiagnosticId,
                Is.EqualTo(DiagnosticIds.SignatureInvalid));
        }

        for (var index = 0; index < key.Sign(payload).Length; index++)
        {
            var changed = Convert.FromBase64String(signature);
            changed[index % changed.Length] ^= 1;
            Assert.That(
                Assert.Throws<SignatureVerificationException>(() => verifier.Verify(Of(payload, Convert.ToBase64String(changed)), content))!.DiagnosticId,
                Is.EqualTo(DiagnosticIds.SignatureInvalid));
        }
    }

    [Test]
    public async Task What_is_signed_must_be_a_signature_of_an_image()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        foreach (var payload in new[] { "{}", "[]", "{\"critical\":{\"type\":\"something else\",\"image\":{\"docker-manifest-digest\":\"" + signed.Image.Digest + "\"}}}" })
        {
            var bytes = Encoding.UTF8.GetBytes(payload);
            var simple = new SimpleSignature(
                bytes, new Dictionary<string, string> { [SimpleSignature.SignatureAnnotation] = Convert.ToBase64String(key.Sign(bytes)) });
            var exception = Assert.Throws<SignatureVerificationException>(() => new SimpleSignatureVerifier(new SignaturePolicy { Keys = [key.PublicKey] }).Verify(
                simple, new SignedContent("image", signed.Image.Digest)));
            Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureClaimInvalid), payload);
        }
    }

    [Test]
    public async Task A_signature_that_is_no_base64_is_malformed()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await signed.AddSimpleAsync(new SimpleSigningPayload("x", signed.Image.Digest).Write(), []);
        Assert.That((await RefusedAsync(signed.Open(key.PublicKey))).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureMalformed));
    }

    [Test]
    public async Task A_signature_that_is_too_large_is_not_read()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await signed.AddSimpleAsync(new byte[SignatureLimits.PayloadLength + 1], [1]);
        Assert.That((await RefusedAsync(signed.Open(key.PublicKey))).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureOverLimit));
    }

    [Test]
    public async Task A_signature_of_a_file_with_the_bytes_of_an_image_is_none_of_the_image([Values] bool isAnyStatement)
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await signed.AddBundleAsync(FileSignatures.Sign(BlobSource.FromBytes(signed.Image.ManifestBytes), key));
        var policy = new SignaturePolicy { Keys = [key.PublicKey] };
        var refusal = await RefusedAsync(signed.Open(isAnyStatement ? policy with { PredicateType = null } : policy));
        Assert.That(refusal.DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureClaimInvalid));
    }

    [Test]
    public async Task A_signature_that_is_damaged_or_missing_hides_no_other([Values] bool isMissing)
    {
        using var signed = await SignedImage.CreateAsync();
        using var stranger = TestKeys.NewP256();
        using var key = TestKeys.NewP256();
        var damaged = ImageSignatures.SignBundle(SignedImage.Reference, signed.Descriptor, stranger, SignedImage.Time);
        await signed.AddAsync(damaged);
        var blob = Path.Combine(signed.Path, "blobs", "sha256", damaged.Layers[0].Descriptor.Digest.Hex);
        if (isMissing)
        {
            File.Delete(blob);
        }
        else
        {
            File.WriteAllBytes(blob, new byte[new FileInfo(blob).Length]);
        }

        var refusal = await RefusedAsync(signed.Open(key.PublicKey));
        Assert.That(refusal.DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureMalformed));
        Assert.That(refusal.Message, Does.Contain(isMissing ? DiagnosticIds.BlobNotFound : DiagnosticIds.DigestMismatch));
        await signed.SignBundleAsync(key);
        Assert.That((await signed.Open(key.PublicKey).VerifyAsync(SignedImage.Reference)).Method, Is.EqualTo("bundled: public key"));
    }

    [Test]
    public async Task A_manifest_that_a_copy_of_a_layout_lacks_hides_no_signature()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        var other = ImageSignatures.SignBundle(SignedImage.Reference, signed.Descriptor with { Digest = Other }, key, SignedImage.Time);
        await signed.AddAsync(other);
        File.Delete(Path.Combine(signed.Path, "blobs", "sha256", other.Digest.Hex));
        await signed.SignBundleAsync(key);
        Assert.That((await signed.Open(key.PublicKey).VerifyAsync(SignedImage.Reference)).Method, Is.EqualTo("bundled: public key"));
    }

    [Test]
    public async Task A_statement_of_another_kind_is_no_signature()
    {
        using var signed = await SignedImage.CreateAsync();
        using var key = TestKeys.NewP256();
        await signed.SignBundleAsync(key);
        var images = signed.Open(new SignaturePolicy { Keys = [key.PublicKey], PredicateType = "https://slsa.dev/provenance/v1" });
        Assert.That((await RefusedAsync(images)).DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureClaimInvalid));
    }

    [Test]
    public async Task A_policy_that_accepts_nobody_is_an_argument_mistake()
    {
        using var signed = await SignedImage.CreateAsync();
        Assert.Throws<ArgumentException>(() => signed.Open(new SignaturePolicy()));
    }
}
