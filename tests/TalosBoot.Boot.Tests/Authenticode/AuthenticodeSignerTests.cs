using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Tests.Uki;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.Authenticode;

public sealed class AuthenticodeSignerTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task Foreign_verifiers_accept_one_signature_and_two(bool twice)
    {
        using var folder = new TemporaryFolder();
        var signed = await AuthenticodeSigner.SignAsync(UkiBuilder.Build(UkiBuilderTests.Options()), TestSigner.First);
        TestSigner[] signers = twice ? [TestSigner.First, TestSigner.Second] : [TestSigner.First];
        if (twice)
        {
            signed = await AuthenticodeSigner.SignAsync(signed, TestSigner.Second);
        }

        await signed.WriteToFileAsync(folder["uki.efi"]);
        foreach (var signer in signers)
        {
            var certificate = folder.WriteFile("cert.pem", System.Text.Encoding.ASCII.GetBytes(signer.CertificatePem));
            Assert.That(
                ForeignTool.Run("sbverify", "--cert", certificate, folder["uki.efi"]).Output, Does.Contain("Signature verification OK"));
        }

        if (!twice)
        {
            // osslsigncode knows only one record in the table.
            Assert.That(
                ForeignTool.Run("osslsigncode", "verify", "-CAfile", folder["cert.pem"], "-in", folder["uki.efi"]).Output,
                Does.Contain("Signature verification: ok"));
        }
    }

    [Test]
    public async Task Sbverify_refuses_what_we_call_changed_and_untrusted()
    {
        using var folder = new TemporaryFolder();
        var signed = (await AuthenticodeSigner.SignAsync(UkiBuilder.Build(UkiBuilderTests.Options()), TestSigner.First)).ToArray();
        File.WriteAllText(folder["first.pem"], TestSigner.First.CertificatePem);
        File.WriteAllText(folder["second.pem"], TestSigner.Second.CertificatePem);
        folder.WriteFile("signed", signed);
        Assert.That(ForeignTool.TryRun("sbverify", ["--cert", folder["second.pem"], folder["signed"]]).ExitCode, Is.Not.Zero);
        Assert.That(Status(signed, TestSigner.Second.Certificate), Is.EqualTo(AuthenticodeStatus.Untrusted));
        signed[0x1000] ^= 1;
        folder.WriteFile("changed", signed);
        Assert.That(ForeignTool.TryRun("sbverify", ["--cert", folder["first.pem"], folder["changed"]]).ExitCode, Is.Not.Zero);
        Assert.That(Status(signed, TestSigner.First.Certificate), Is.EqualTo(AuthenticodeStatus.ImageChanged));
    }

    [Test]
    public async Task Debians_loader_can_be_signed()
    {
        ForeignTool.Require(DebianStub.LoaderPath);
        using var folder = new TemporaryFolder();
        var signed = await AuthenticodeSigner.SignAsync(BlobSource.FromFile(DebianStub.LoaderPath), TestSigner.First);
        await signed.WriteToFileAsync(folder["loader.efi"]);
        File.WriteAllText(folder["cert.pem"], TestSigner.First.CertificatePem);
        ForeignTool.Run("sbverify", "--cert", folder["cert.pem"], folder["loader.efi"]);
        Assert.That(
            AuthenticodeVerifier.Verify(signed, [TestSigner.First.Certificate]).Single().Status, Is.EqualTo(AuthenticodeStatus.Trusted));
    }

    [TestCase("systemd-bootx64.efi")]
    [TestCase("addonx64.efi.stub")]
    [Category(UpstreamFiles.Category)]
    public async Task Upstream_files_grow_by_their_signature_and_are_accepted(string file)
    {
        using var folder = new TemporaryFolder();
        var program = UpstreamFiles.File(file);
        await (await AuthenticodeSigner.SignAsync(program, TestSigner.First)).WriteToFileAsync(folder["signed.efi"]);
        File.WriteAllText(folder["cert.pem"], TestSigner.First.CertificatePem);
        ForeignTool.Run("sbverify", "--cert", folder["cert.pem"], folder["signed.efi"]);
        ForeignTool.Run("sbattach", "--detach", folder["signature"], folder["signed.efi"]);
        var length = new FileInfo(folder["signature"]).Length;
        Assert.That(new FileInfo(folder["signed.efi"]).Length, Is.EqualTo(program.Length + ((8 + length + 7) / 8 * 8)));
    }

    [Test]
    public async Task The_message_is_what_an_independent_parser_expects()
    {
        var signed = (await AuthenticodeSigner.SignAsync(BlobSource.FromBytes(SyntheticPe.Stub()), TestSigner.First, Options)).ToArray();
        var tableOffset = SyntheticPe.Stub().Length;
        var length = BitConverter.ToInt32(signed, tableOffset);
        Assert.That(BitConverter.ToUInt32(signed, SyntheticPe.OptionalHeader + 144), Is.EqualTo(tableOffset));
        Assert.That(BitConverter.ToUInt32(signed, SyntheticPe.OptionalHeader + 148), Is.EqualTo((length + 7) / 8 * 8));
        Assert.That(signed, Has.Length.EqualTo(tableOffset + ((length + 7) / 8 * 8)));
        Assert.That(Convert.ToHexStringLower(signed, tableOffset + 4, 4), Is.EqualTo("00020200"));
        var message = new SignedCms();
        message.Decode(signed.AsSpan(tableOffset + 8, length - 8));
        var signer = message.SignerInfos.Cast<SignerInfo>().Single();
        Assert.That(message.ContentInfo.ContentType.Value, Is.EqualTo("1.3.6.1.4.1.311.2.1.4"));
        Assert.That(message.Certificates.Single().RawData, Is.EqualTo(TestSigner.First.Certificate));
        Assert.That(
            signer.SignedAttributes.Cast<CryptographicAttributeObject>().Select(attribute => attribute.Oid.Value),
            Is.EqualTo(new[] { "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.4" }));
        Assert.That(
            ((Pkcs9SigningTime)signer.SignedAttributes[1].Values[0]).SigningTime.ToUniversalTime(),
            Is.EqualTo(new DateTime(2021, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.That(message.ContentInfo.Content[^32..], Is.EqualTo(Hash(SyntheticPe.Stub())));
        Assert.That(signer.GetSignature(), Has.Length.EqualTo(256));
    }

    [Test]
    public void The_content_is_byte_for_byte_that_of_the_rules() => Assert.That(
        Convert.ToHexStringLower(SpcIndirectData.Encode(new byte[32])),
        Is.EqualTo(
            "3068" + "3033" + "060a2b06010401823702010f" + "3025" + "030100" + "a020" + "a21e"
            + "801c" + "003c003c003c004f00620073006f006c006500740065003e003e003e"
            + "3031" + "300d06096086480165030402010500" + "0420" + new string('0', 64)));

    [Test]
    public async Task Signing_again_gives_the_same_bytes_and_two_steps_give_the_same_as_one()
    {
        var image = BlobSource.FromBytes(SyntheticPe.Stub());
        var first = await AuthenticodeSigner.SignAsync(image, TestSigner.First, Options);
        var second = await AuthenticodeSigner.SignAsync(image, TestSigner.First, Options);
        var prepared = AuthenticodeSigner.Prepare(image, TestSigner.First.Certificate, Options);
        Assert.That(prepared.Request.Name, Is.EqualTo("stub"));
        var twoSteps = prepared.Attach(await TestSigner.First.SignAsync(prepared.Request));
        Assert.That(second.ToArray(), Is.EqualTo(first.ToArray()));
        Assert.That(twoSteps.ToArray(), Is.EqualTo(first.ToArray()));
    }

    [Test]
    public async Task A_program_is_padded_before_its_first_signature()
    {
        var image = (byte[])[.. SyntheticPe.Stub(), 1, 2, 3];
        var signed = await AuthenticodeSigner.SignAsync(BlobSource.FromBytes(image), TestSigner.First, Options);
        Assert.That(
            signed.ToArray()[SyntheticPe.HeaderSize..(image.Length + 5)],
            Is.EqualTo((byte[])[.. image[SyntheticPe.HeaderSize..], 0, 0, 0, 0, 0]));
        Assert.That(Status(signed.ToArray(), TestSigner.First.Certificate), Is.EqualTo(AuthenticodeStatus.Trusted));
    }

    [Test]
    public void A_signature_of_another_key_is_refused()
    {
        var prepared = AuthenticodeSigner.Prepare(BlobSource.FromBytes(SyntheticPe.Stub()), TestSigner.First.Certificate);
        var wrong = TestSigner.Second.Key.SignHash(prepared.Request.Digest.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.That(
            () => prepared.Attach(wrong), Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignatureRejected));
    }

    [Test]
    public void A_certificate_that_is_none_is_refused() => Assert.That(
        () => AuthenticodeSigner.Prepare(BlobSource.FromBytes(SyntheticPe.Stub()), new byte[] { 0x30, 0x00 }),
        Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.CertificateInvalid));

    [Test]
    public async Task The_program_is_read_once_and_placed()
    {
        var read = 0L;
        var initramfs = new ObservedSource(BlobSource.FromBytes(TestBytes.Noise(3_000_000)), (_, length) => read += length);
        var options = UkiBuilderTests.Options() with { Initramfs = initramfs };
        await AuthenticodeSigner.SignAsync(UkiBuilder.Build(options), TestSigner.First);
        Assert.That(read, Is.EqualTo(3_000_000));
    }

    static AuthenticodeOptions Options => new() { SigningTime = new BuildClock(1_609_459_200), Name = "stub" };

    static byte[] Hash(byte[] image) => Convert.FromHexString(AuthenticodeHash.Compute(BlobSource.FromBytes(image)).Hex);

    static AuthenticodeStatus Status(byte[] image, byte[] trusted) => AuthenticodeVerifier.Verify(BlobSource.FromBytes(image), [trusted]).Single().Status;
}
