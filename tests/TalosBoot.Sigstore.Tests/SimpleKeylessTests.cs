using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Images in a layout, signed with a certificate in both ways.</summary>
[TestFixture]
sealed class SimpleKeylessTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Linux(Architecture.Amd64);

    TestSigstore _sigstore = null!;

    [SetUp]
    public void Start() => _sigstore = new TestSigstore();

    [TearDown]
    public void Stop() => _sigstore.Dispose();

    async Task<string> RefusalAsync(SignedImage signed) => (await Assert.ThrowsAsync<SignatureVerificationException>(
        async () => await signed.Open(_sigstore.Policy).ResolveAsync(SignedImage.Reference, Amd64)))!.DiagnosticId;

    static Task AddAsync(SignedImage signed, byte[] payload, IEnumerable<KeyValuePair<string, string>> annotations) => signed.AddLayerAsync(
        SimpleSignature.MediaType, payload, annotations.ToDictionary(), null, ImageSignatures.SimpleReference(SignedImage.Reference, signed.Image.Digest));

    Dictionary<string, string> Annotate(TestBundle signer, byte[] payload, DateTimeOffset time)
    {
        var signature = signer.Sign(payload);
        return new Dictionary<string, string>
        {
            [SimpleSignature.SignatureAnnotation] = Convert.ToBase64String(signature),
            [SimpleSignature.CertificateAnnotation] = signer.CertificatePem,
            [SimpleSignature.BundleAnnotation] = _sigstore.FirstLog.Annotation(signer.FirstBody(payload, signature), time),
        };
    }

    [Test]
    public async Task A_bundle_of_an_image_is_accepted_for_that_image_only()
    {
        using var signed = await SignedImage.CreateAsync();
        using var signer = new TestBundle(_sigstore);
        await signed.AddBundleAsync(System.Text.Encoding.UTF8.GetBytes(signer.OfImage(signed.Image.Digest).ToJsonString()));
        Assert.That((await signed.Open(_sigstore.Policy).VerifyAsync(SignedImage.Reference)).Method, Is.EqualTo("bundled: certificate subject"));
        Assert.That((await signed.Open(_sigstore.Policy).ResolveAsync(SignedImage.Reference, Amd64)).Digest, Is.EqualTo(signed.Image.Digest));

        using var other = await SignedImage.CreateAsync();
        await other.AddBundleAsync(System.Text.Encoding.UTF8.GetBytes(signer.OfImage(Digest.Sha256("other"u8)).ToJsonString()));
        Assert.That(await RefusalAsync(other), Is.EqualTo(DiagnosticIds.SignatureClaimMismatch));

        using var attested = await SignedImage.CreateAsync();
        await attested.AddBundleAsync(System.Text.Encoding.UTF8.GetBytes(signer.OfImage(signed.Image.Digest, "https://slsa.dev/provenance/v1").ToJsonString()));
        Assert.That(await RefusalAsync(attested), Is.EqualTo(DiagnosticIds.SignatureClaimInvalid));
    }

    [Test]
    public async Task The_first_kind_of_signature_is_accepted()
    {
        using var signed = await SignedImage.CreateAsync();
        using var signer = new TestBundle(_sigstore);
        var payload = new SimpleSigningPayload("some/image", signed.Image.Digest).Write();
        await AddAsync(signed, payload, Annotate(signer, payload, TestSigstore.Now));
        var signature = await signed.Open(_sigstore.Policy).VerifyAsync(SignedImage.Reference);
        Assert.That((signature.Method, signature.Identity), Is.EqualTo(("legacy: certificate subject", TestSigstore.Identity)));
    }

    [Test]
    public async Task The_first_kind_of_signature_for_another_image_is_refused()
    {
        using var signed = await SignedImage.CreateAsync();
        using var signer = new TestBundle(_sigstore);
        var payload = new SimpleSigningPayload("some/image", Digest.Sha256("other"u8)).Write();
        await AddAsync(signed, payload, Annotate(signer, payload, TestSigstore.Now));
        Assert.That(await RefusalAsync(signed), Is.EqualTo(DiagnosticIds.SignatureClaimMismatch));
    }

    [TestCase(SimpleSignature.BundleAnnotation, null, DiagnosticIds.LogEntryMissing)]
    [TestCase(SimpleSignature.BundleAnnotation, "{}", DiagnosticIds.SignatureMalformed)]
    [TestCase(SimpleSignature.BundleAnnotation, "[", DiagnosticIds.SignatureMalformed)]
    [TestCase(SimpleSignature.CertificateAnnotation, "no certificate", DiagnosticIds.SignerCertificateInvalid)]
    [TestCase(SimpleSignature.CertificateAnnotation, null, DiagnosticIds.SignerKindMismatch)]
    [TestCase(SimpleSignature.SignatureAnnotation, "AAAA", DiagnosticIds.LogEntryMismatch)]
    [TestCase(SimpleSignature.TimestampAnnotation, "{\"SignedRFC3161Timestamp\":\"AAAA\"}", DiagnosticIds.TimestampInvalid)]
    public async Task A_missing_or_wrong_annotation_is_noticed(string annotation, string? value, string id)
    {
        using var signed = await SignedImage.CreateAsync();
        using var signer = new TestBundle(_sigstore);
        var payload = new SimpleSigningPayload("some/image", signed.Image.Digest).Write();
        var annotations = Annotate(signer, payload, TestSigstore.Now).Where(pair => pair.Key != annotation);
        await AddAsync(signed, payload, value is null ? annotations : annotations.Append(new(annotation, value)));
        Assert.That(await RefusalAsync(signed), Is.EqualTo(id));
    }

    [Test]
    public async Task A_text_that_is_too_long_for_a_certificate_is_not_searched_for_one()
    {
        using var signed = await SignedImage.CreateAsync();
        using var signer = new TestBundle(_sigstore);
        var payload = new SimpleSigningPayload("some/image", signed.Image.Digest).Write();
        var annotations = Annotate(signer, payload, TestSigstore.Now);
        annotations[SimpleSignature.CertificateAnnotation] += new string('\n', SignatureLimits.PemLength);
        await AddAsync(signed, payload, annotations);
        Assert.That(await RefusalAsync(signed), Is.EqualTo(DiagnosticIds.SignatureOverLimit));
    }

    [Test]
    public async Task A_signature_after_the_end_of_its_certificate_is_refused()
    {
        using var signed = await SignedImage.CreateAsync();
        using var signer = new TestBundle(_sigstore);
        var payload = new SimpleSigningPayload("some/image", signed.Image.Digest).Write();
        await AddAsync(signed, payload, Annotate(signer, payload, TestSigstore.Now.AddMinutes(6)));
        Assert.That(await RefusalAsync(signed), Is.EqualTo(DiagnosticIds.SignerCertificateNotValidAtTime));
    }
}
