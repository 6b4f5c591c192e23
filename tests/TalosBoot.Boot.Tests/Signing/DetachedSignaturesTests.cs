using System.Security.Cryptography;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Signing;

public sealed class DetachedSignaturesTests
{
    [Test]
    public async Task OpenSSL_signs_what_was_written_and_the_result_is_that_of_one_step()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["key.pem"], TestSigner.First.Key.ExportRSAPrivateKeyPem());
        var image = BlobSource.FromBytes(SyntheticPe.Stub());
        var prepared = AuthenticodeSigner.Prepare(image, TestSigner.First.Certificate);
        await DetachedSignatures.WriteRequestsAsync(folder.Path, [prepared.Request]);
        ForeignTool.Run(
            "openssl", "pkeyutl", "-sign", "-inkey", folder["key.pem"], "-in", folder[DetachedSignatures.DigestFileName(prepared.Request)],
            "-out", folder[DetachedSignatures.SignatureFileName(prepared.Request)], "-pkeyopt", "digest:sha256");
        var signed = prepared.Attach(DetachedSignatures.Read(folder.Path, [prepared.Request])[0]);
        Assert.That(signed.ToArray(), Is.EqualTo((await AuthenticodeSigner.SignAsync(image, TestSigner.First)).ToArray()));
    }

    [Test]
    public void Missing_signatures_are_named()
    {
        using var folder = new TemporaryFolder();
        SignatureRequest[] requests = [Request("a", 1), Request("b", 2)];
        folder.WriteFile(DetachedSignatures.SignatureFileName(requests[0]), [1]);
        Assert.That(
            () => DetachedSignatures.Read(folder.Path, requests),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignaturePending)
                .And.Message.Contains("1 of 2").And.Message.Contains("b-0202020202020202.sha256.sig"));
    }

    [Test]
    public void A_file_that_is_no_signature_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile(DetachedSignatures.SignatureFileName(Request("a", 1)), new byte[70_000]);
        Assert.That(
            () => DetachedSignatures.Read(folder.Path, [Request("a", 1)]),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignatureRejected));
    }

    [TestCase("pcr11-main-sha256", ExpectedResult = "pcr11-main-sha256-0101010101010101.sha256.digest")]
    [TestCase("../../etc/x y", ExpectedResult = "______etc_x_y-0101010101010101.sha256.digest")]
    public string File_names_stay_in_the_folder(string name) => DetachedSignatures.DigestFileName(Request(name, 1));

    [Test]
    public async Task What_is_pending_does_not_keep_other_steps_from_running_and_what_fails_does()
    {
        using var folder = new TemporaryFolder();
        var key = DetachedKey.ForPublicKey(folder.Path, TestSigner.First.Key.ExportSubjectPublicKeyInfo());
        var exception = await Assert.ThrowsAsync<SigningException>(
            async () => await DetachedSignatures.SignAllAsync([Request("a", 1), Request("b", 2)], request => key.SignAsync(request)));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignaturePending));
        Assert.That(exception.Message, Does.Contain("a-0101010101010101.sha256.sig").And.Contain("b-0202020202020202.sha256.sig"));
        Assert.That(File.ReadAllBytes(folder["b-0202020202020202.sha256.digest"]), Is.EqualTo(SyntheticPe.Fill(32, 2)));
        var hasRun = false;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await DetachedSignatures.GatherAsync(
            () => throw new InvalidOperationException(), () => Task.FromResult(hasRun = true)));
        Assert.That(hasRun, Is.False);
    }

    [Test]
    public async Task A_key_that_is_named_by_its_public_half_has_no_certificate()
    {
        var key = DetachedKey.ForPublicKey("folder", System.Text.Encoding.ASCII.GetBytes(TestSigner.First.Key.ExportSubjectPublicKeyInfoPem()));
        Assert.That((await key.GetPublicKeyAsync()).ToArray(), Is.EqualTo(TestSigner.First.Key.ExportSubjectPublicKeyInfo()));
        Assert.That(
            (await Assert.ThrowsAsync<SigningException>(async () => await key.GetCertificateAsync()))!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerKeyNotFound));
        Assert.That(
            () => DetachedKey.ForPublicKey("folder", new byte[] { 1 }),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SigningKeyUnsupported));
    }

    static SignatureRequest Request(string name, byte value) => new(name, HashAlgorithmName.SHA256, SyntheticPe.Fill(32, value));
}
