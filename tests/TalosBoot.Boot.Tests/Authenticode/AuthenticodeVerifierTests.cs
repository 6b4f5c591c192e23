using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Authenticode;

public sealed class AuthenticodeVerifierTests
{
    static int TableOffset => SyntheticPe.Stub().Length;

    [Test]
    public void An_unsigned_program_has_no_signatures() =>
        Assert.That(AuthenticodeVerifier.Verify(BlobSource.FromBytes(SyntheticPe.Stub()), [TestSigner.First.Certificate]), Is.Empty);

    [Test]
    public async Task Each_signature_is_judged_by_itself()
    {
        var signed = await AuthenticodeSigner.SignAsync(BlobSource.FromBytes(await SignedAsync()), TestSigner.Second);
        var signatures = AuthenticodeVerifier.Verify(signed, [TestSigner.Second.Certificate]);
        Assert.That(
            signatures.Select(signature => signature.Status),
            Is.EqualTo(new[] { AuthenticodeStatus.Untrusted, AuthenticodeStatus.Trusted }));
        Assert.That(signatures[0].Certificate!.Subject, Is.EqualTo("O=First Test Key"));
        Assert.That(signatures[0].SigningTime, Is.EqualTo(new DateTimeOffset(2019, 6, 1, 21, 34, 52, TimeSpan.Zero)));
        Assert.That(signatures[0].Reason, Does.Contain("O=First Test Key"));
    }

    [Test]
    public async Task A_changed_signature_is_wrong()
    {
        var signed = await SignedAsync();
        var length = BitConverter.ToInt32(signed, TableOffset);
        signed[TableOffset + length - 1] ^= 1;
        Assert.That(Verify(signed).Status, Is.EqualTo(AuthenticodeStatus.SignatureWrong));
    }

    [Test]
    public async Task Another_type_of_record_is_not_supported()
    {
        var signed = await SignedAsync();
        signed[TableOffset + 6] = 1;
        Assert.That(Verify(signed).Status, Is.EqualTo(AuthenticodeStatus.Unsupported));
    }

    [Test]
    public async Task A_record_that_is_no_message_is_malformed()
    {
        var signed = await SignedAsync();
        signed[TableOffset + 8] = 0;
        Assert.That(Verify(signed).Status, Is.EqualTo(AuthenticodeStatus.Malformed));
    }

    [TestCase(7u)]
    [TestCase(0x0010_0000u)]
    public async Task A_record_beyond_the_table_is_refused(uint length)
    {
        var signed = await SignedAsync();
        SyntheticPe.U32(signed, TableOffset, length);
        Assert.That(
            () => Verify(signed), Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.CertificateTableInvalid));
    }

    [Test]
    public async Task A_certificate_that_was_issued_by_a_trusted_one_is_trusted()
    {
        using var rootKey = RSA.Create(2048);
        using var leafKey = RSA.Create(2048);
        var (from, to) = (new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2002, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var rootRequest = new CertificateRequest("CN=Root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = rootRequest.CreateSelfSigned(from, to);
        using var leaf = new CertificateRequest("CN=Leaf", leafKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).Create(
            root, from, to, [1, 2, 3]);
        var prepared = AuthenticodeSigner.Prepare(BlobSource.FromBytes(SyntheticPe.Stub()), leaf.RawData);
        var signed = prepared.Attach(leafKey.SignHash(prepared.Request.Digest.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.That(
            AuthenticodeVerifier.Verify(signed, [root.RawData]).Single().Status, Is.EqualTo(AuthenticodeStatus.Trusted),
            "although it expired in 2002");
        Assert.That(
            AuthenticodeVerifier.Verify(signed, [TestSigner.First.Certificate]).Single().Status,
            Is.EqualTo(AuthenticodeStatus.Untrusted));
    }

    /// <summary>As those of Microsoft in db and KEK are. To firmware each certificate in db is the end of a chain.</summary>
    [Test]
    public void A_trusted_certificate_need_not_have_signed_itself()
    {
        using var root = new TestAuthority("CN=Root", issuer: null);
        using var intermediate = new TestAuthority("CN=Intermediate", root);
        using var leaf = new TestAuthority("CN=Leaf", intermediate, isAuthority: false);
        var signed = leaf.Sign(SyntheticPe.Stub());
        Assert.That(StatusOf(signed, intermediate), Is.EqualTo(AuthenticodeStatus.Trusted));
        Assert.That(StatusOf(signed, root), Is.EqualTo(AuthenticodeStatus.Untrusted), "the intermediate certificate is not in the signature");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Another_certificate_of_the_same_name_is_not_trusted(bool isSelfSigned)
    {
        using var root = new TestAuthority("CN=Root", issuer: null);
        using var intermediate = new TestAuthority("CN=Intermediate", root);
        using var leaf = new TestAuthority("CN=Leaf", intermediate, isAuthority: false);
        using var unrelated = new TestAuthority("CN=Intermediate", isSelfSigned ? null : root);
        Assert.That(StatusOf(leaf.Sign(SyntheticPe.Stub()), unrelated), Is.EqualTo(AuthenticodeStatus.Untrusted));
    }

    [Test]
    public void A_certificate_that_was_issued_by_no_authority_is_not_trusted()
    {
        using var root = new TestAuthority("CN=Root", issuer: null);
        using var other = new TestAuthority("CN=Intermediate", root, isAuthority: false);
        using var leaf = new TestAuthority("CN=Leaf", other, isAuthority: false);
        Assert.That(StatusOf(leaf.Sign(SyntheticPe.Stub()), other), Is.EqualTo(AuthenticodeStatus.Untrusted));
    }

    [Test]
    public void A_chain_leads_over_the_certificates_in_the_signature_to_any_of_them()
    {
        using var root = new TestAuthority("CN=Root", issuer: null);
        using var upper = new TestAuthority("CN=Upper", root);
        using var lower = new TestAuthority("CN=Lower", upper);
        using var leaf = new TestAuthority("CN=Leaf", lower, isAuthority: false);
        using var unrelated = new TestAuthority("CN=Upper", root);
        using var folder = new TemporaryFolder();
        var signed = SignWith(folder, leaf, lower, upper, root);
        foreach (var anchor in (TestAuthority[])[leaf, lower, upper, root])
        {
            Assert.That(StatusOf(signed, anchor), Is.EqualTo(AuthenticodeStatus.Trusted), anchor.Pem);
        }

        Assert.That(StatusOf(signed, unrelated), Is.EqualTo(AuthenticodeStatus.Untrusted));
        using var other = new TemporaryFolder();
        Assert.That(
            StatusOf(SignWith(other, leaf, lower, unrelated), upper), Is.EqualTo(AuthenticodeStatus.Trusted), "what firmware trusts comes first");
    }

    [TestCase("sbsign")]
    [TestCase("osslsigncode")]
    public void Signatures_of_other_programs_are_right(string tool)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["cert.pem"], TestSigner.First.CertificatePem);
        File.WriteAllText(folder["key.pem"], TestSigner.First.Key.ExportPkcs8PrivateKeyPem());
        ForeignTool.Require(DebianStub.LoaderPath);
        string[] arguments = tool == "sbsign"
            ? ["--key", folder["key.pem"], "--cert", folder["cert.pem"], "--output", folder["signed"], DebianStub.LoaderPath]
            : ["sign", "-h", "sha256", "-certs", folder["cert.pem"], "-key", folder["key.pem"], "-in", DebianStub.LoaderPath, "-out", folder["signed"]];
        ForeignTool.Run(tool, arguments);
        var signature = AuthenticodeVerifier.Verify(BlobSource.FromFile(folder["signed"]), [TestSigner.First.Certificate]).Single();
        Assert.That(signature.Status, Is.EqualTo(AuthenticodeStatus.Trusted), signature.Reason);
    }

    [Test]
    public async Task Our_signature_joins_that_of_another_program()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["cert.pem"], TestSigner.First.CertificatePem);
        File.WriteAllText(folder["key.pem"], TestSigner.First.Key.ExportPkcs8PrivateKeyPem());
        ForeignTool.Require(DebianStub.LoaderPath);
        ForeignTool.Run(
            "sbsign", "--key", folder["key.pem"], "--cert", folder["cert.pem"], "--output", folder["signed"], DebianStub.LoaderPath);
        var both = await AuthenticodeSigner.SignAsync(BlobSource.FromFile(folder["signed"]), TestSigner.Second);
        await both.WriteToFileAsync(folder["both"]);
        Assert.That(
            AuthenticodeVerifier.Verify(both, [TestSigner.First.Certificate, TestSigner.Second.Certificate]).Select(
                signature => signature.Status),
            Is.EqualTo(new[] { AuthenticodeStatus.Trusted, AuthenticodeStatus.Trusted }));
        ForeignTool.Run("sbverify", "--cert", folder["cert.pem"], folder["both"]);
    }

    [Test]
    public async Task Damaged_signatures_are_judged_and_throw_nothing_else()
    {
        var signed = await SignedAsync();
        HostileBytes.Damage(signed, (TableOffset + 4).., bytes => Verify(bytes).Reason.Length > 0, 1_000);
    }

    /// <summary>Signs a program with a certificate; others are in the signature too.</summary>
    static BlobSource SignWith(TemporaryFolder folder, TestAuthority signer, params TestAuthority[] others)
    {
        File.WriteAllText(folder["certs.pem"], string.Join('\n', others.Prepend(signer).Select(certificate => certificate.Pem)));
        File.WriteAllText(folder["key.pem"], signer.Key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(folder["program"], SyntheticPe.Stub());
        ForeignTool.Run(
            "osslsigncode", "sign", "-h", "sha256", "-certs", folder["certs.pem"], "-key", folder["key.pem"],
            "-in", folder["program"], "-out", folder["signed"]);
        return BlobSource.FromFile(folder["signed"]);
    }

    static AuthenticodeStatus StatusOf(BlobSource signed, TestAuthority anchor) =>
        AuthenticodeVerifier.Verify(signed, [anchor.Certificate]).Single().Status;

    static async Task<byte[]> SignedAsync() => (await AuthenticodeSigner.SignAsync(BlobSource.FromBytes(SyntheticPe.Stub()), TestSigner.First)).ToArray();

    static AuthenticodeSignature Verify(byte[] image) => AuthenticodeVerifier.Verify(BlobSource.FromBytes(image), [TestSigner.First.Certificate])[0];
}
