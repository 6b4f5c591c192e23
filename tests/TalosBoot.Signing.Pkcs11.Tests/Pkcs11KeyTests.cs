using System.Security.Cryptography;
using System.Text;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;

namespace TalosBoot.Signing.Pkcs11.Tests;

/// <summary>Keys on a token of SoftHSM. Not parallel: logging in is a matter of the whole process.</summary>
[NonParallelizable]
public sealed class Pkcs11KeyTests
{
    static readonly SignatureRequest Request = new("test", HashAlgorithmName.SHA256, SHA256.HashData("test"u8));

    [Test]
    public async Task A_signed_UKI_has_the_bytes_that_keys_from_files_give_and_sbverify_accepts_it()
    {
        var token = SoftHsm.Require();
        using var ukiKey = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=uki"));
        using var pcrKey = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr"));
        var certificatePem = PemEncoding.WriteString("CERTIFICATE", token.UkiCertificate);
        using var fileSigner = FileSecureBootSigner.FromPem(Encoding.ASCII.GetBytes(token.UkiKeyPem), Encoding.ASCII.GetBytes(certificatePem));
        using var filePcrSigner = FilePcrSigner.FromPem(Encoding.ASCII.GetBytes(token.PcrKeyPem));
        var signed = await BuildAsync(new RemotePcrSigner(pcrKey), new RemoteSecureBootSigner(ukiKey));
        Assert.That(signed.ToArray(), Is.EqualTo((await BuildAsync(filePcrSigner, fileSigner)).ToArray()));

        using var folder = new TemporaryFolder();
        await signed.WriteToFileAsync(folder["uki.efi"]);
        File.WriteAllText(folder["cert.pem"], certificatePem + "\n");
        Assert.That(
            ForeignTool.Run("sbverify", "--cert", folder["cert.pem"], folder["uki.efi"]).Output, Does.Contain("Signature verification OK"));
    }

    [TestCase("SHA256")]
    [TestCase("SHA384")]
    [TestCase("SHA512")]
    public async Task Each_hash_of_the_banks_is_signed_as_a_key_from_a_file_signs_it(string algorithm)
    {
        var token = SoftHsm.Require();
        var name = new HashAlgorithmName(algorithm);
        var request = new SignatureRequest("bank", name, CryptographicOperations.HashData(name, "policy"u8));
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr"));
        using var rsa = RSA.Create();
        rsa.ImportFromPem(token.PcrKeyPem);
        Assert.That(
            (await key.SignAsync(request)).ToArray(), Is.EqualTo(rsa.SignHash(request.Digest.Span, name, RSASignaturePadding.Pkcs1)));
    }

    [TestCase("token=Talos%20keys;object=uki")]
    [TestCase("token=Talos%20keys;id=%a1")]
    [TestCase("token=Talos%20keys;id=%a1;object=uki;type=private;manufacturer=SoftHSM%20project;model=SoftHSM%20v2")]
    public async Task Key_and_certificate_are_found_by_label_and_by_identifier(string path)
    {
        var token = SoftHsm.Require();
        using var key = Pkcs11Key.Open(SoftHsm.Uri(path));
        Assert.That((await key.GetCertificateAsync()).ToArray(), Is.EqualTo(token.UkiCertificate));
        Assert.That(
            (await key.GetPublicKeyAsync()).ToArray(), Is.EqualTo(SigningCertificate.Read(token.UkiCertificate).PublicKey.ToArray()));
    }

    [TestCase("token=Talos%20keys;object=none", DiagnosticIds.SignerKeyNotFound, "0 RSA private keys")]
    [TestCase("token=Talos%20keys;object=uki;id=%a2", DiagnosticIds.SignerKeyNotFound, "0 RSA private keys")]
    [TestCase("token=Talos%20keys;object=twin", DiagnosticIds.SignerKeyNotFound, "2 RSA private keys")]
    [TestCase("token=other", DiagnosticIds.SignerKeyNotFound, "0 RSA private keys")]
    [TestCase("token=none;object=uki", DiagnosticIds.SignerKeyNotFound, "\"Talos keys\"")]
    [TestCase("object=uki", DiagnosticIds.SignerKeyNotFound, "2 of")]
    [TestCase("token=Talos%20keys;serial=0;object=uki", DiagnosticIds.SignerKeyNotFound, "0 of")]
    [TestCase("token=Talos%20keys;object=pcr", DiagnosticIds.SignerKeyNotFound, "no X.509 certificate")]
    [TestCase("token=Talos%20keys;object=odd", DiagnosticIds.KeyCertificateMismatch, "O=odd of a token")]
    public async Task What_is_not_there_is_named(string path, string id, string part)
    {
        SoftHsm.Require();
        using var key = Pkcs11Key.Open(SoftHsm.Uri(path));
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await key.GetCertificateAsync());
        Assert.That(exception!.DiagnosticId, Is.EqualTo(id));
        Assert.That(exception.Message, Does.Contain(part));
    }

    [Test]
    public async Task A_key_that_is_too_small_is_refused()
    {
        SoftHsm.Require();
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=small"));
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await new RemotePcrSigner(key).SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SigningKeyUnsupported));
    }

    [Test]
    public async Task The_pin_may_come_from_a_file_or_from_the_caller()
    {
        SoftHsm.Require();
        using var folder = new TemporaryFolder();
        var file = folder.WriteFile("pin", Encoding.UTF8.GetBytes(SoftHsm.Pin + "\n"));
        var askedFor = new List<string>();
        foreach (var query in new[] { $"pin-source={file}", $"pin-source=file://{file}", "x=y" })
        {
            var options = new Pkcs11Options { PinProvider = token => { askedFor.Add(token); return SoftHsm.Pin; } };
            using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr", query), options);
            Assert.That((await new RemotePcrSigner(key).SignAsync(Request)).Length, Is.EqualTo(256));
        }

        Assert.That(askedFor, Is.EqualTo(new[] { SoftHsm.Token }));
    }

    [TestCase("pin-value=geheim", DiagnosticIds.SignerAccessDenied, "CKR_PIN_INCORRECT")]
    [TestCase("x=y", DiagnosticIds.SignerAccessDenied, "pin-source")]
    [TestCase("pin-source=%7Ccat%20/pin", DiagnosticIds.SignerConfigurationInvalid, "names a program")]
    [TestCase("pin-source=pin", DiagnosticIds.SignerConfigurationInvalid, "no absolute path")]
    [TestCase("pin-source=/nowhere/pin", DiagnosticIds.InputNotReadable, "/nowhere/pin")]
    public async Task A_pin_that_is_wrong_or_missing_is_told_and_not_shown(string query, string id, string part)
    {
        SoftHsm.Require();
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr", query));
        var exception = await Assert.CatchAsync<TalosBootException>(async () => await key.SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(id));
        Assert.That(exception.ToString(), Does.Contain(part).And.Not.Contain("geheim"));
    }

    [Test]
    public async Task A_caller_who_gives_another_pin_is_asked_again()
    {
        SoftHsm.Require();
        var pins = new Queue<string>(["miswritten", "miswritten", SoftHsm.Pin]);
        var options = new Pkcs11Options { PinProvider = _ => pins.Dequeue() };
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr", "x=y"), options);
        await Assert.ThrowsAsync<SigningException>(async () => await key.SignAsync(Request));
        await Assert.ThrowsAsync<SigningException>(async () => await key.SignAsync(Request));
        Assert.That((await key.SignAsync(Request)).Length, Is.EqualTo(256));
    }

    [Test]
    public async Task A_signature_that_failed_for_want_of_a_pin_is_in_nobodys_way()
    {
        SoftHsm.Require();
        var pins = new Queue<string?>([SoftHsm.Pin, null, SoftHsm.Pin, SoftHsm.Pin]);
        var options = new Pkcs11Options { PinProvider = _ => pins.Dequeue() };
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=careful", "x=y"), options);
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await key.SignAsync(Request));
        Assert.That(exception!.Message, Does.Contain("wants a PIN"));
        Assert.That((await key.SignAsync(Request)).Length, Is.EqualTo(256));
    }

    [Test]
    public async Task A_key_that_wants_the_pin_for_each_signature_gets_it()
    {
        SoftHsm.Require();
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=careful"));
        var signer = new RemotePcrSigner(key);
        await signer.SignAsync(Request);
        Assert.That((await signer.SignAsync(Request)).Length, Is.EqualTo(256));
    }

    [Test]
    public async Task A_session_that_was_lost_is_opened_again()
    {
        SoftHsm.Require();
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr"));
        var first = await key.SignAsync(Request);
        SoftHsm.CloseAllSessions(SoftHsm.Token);
        Assert.That((await key.SignAsync(Request)).ToArray(), Is.EqualTo(first.ToArray()));
    }

    [Test]
    public async Task Signatures_may_be_asked_for_at_the_same_time()
    {
        SoftHsm.Require();
        using var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr"));
        var signer = new RemotePcrSigner(key);
        var signatures = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => signer.SignAsync(Request).AsTask()));
        Assert.That(signatures.Select(signature => Convert.ToHexString(signature.Span)).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_cancelled_call_passes_unwrapped_and_a_disposed_key_is_refused()
    {
        SoftHsm.Require();
        var key = Pkcs11Key.Open(SoftHsm.Uri("token=Talos%20keys;object=pcr"));
        await Assert.CatchAsync<OperationCanceledException>(async () => await key.SignAsync(Request, new CancellationToken(canceled: true)));
        key.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await key.SignAsync(Request));
    }

    [TestCase("/nowhere/module.so")]
    [TestCase("libc.so.6")]
    public async Task A_file_that_is_no_module_is_refused(string module)
    {
        using var key = Pkcs11Key.Open(Pkcs11Uri.Parse("pkcs11:object=a"), new Pkcs11Options { ModulePath = module });
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await key.SignAsync(Request));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignerConfigurationInvalid));
        Assert.That(exception.Message, Does.Contain(module));
    }

    [Test]
    public void A_uri_without_a_module_is_refused() => Assert.That(
        () => Pkcs11Key.Open(Pkcs11Uri.Parse("pkcs11:object=a")),
        Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignerConfigurationInvalid));

    static async Task<BlobSource> BuildAsync(IPcrSigner pcrSigner, ISecureBootSigner signer)
    {
        var options = new UkiOptions
        {
            Version = TalosVersion.Parse("v1.12.0"),
            Architecture = Architecture.Amd64,
            Stub = BlobSource.FromBytes(SyntheticPe.Stub()),
            Kernel = BlobSource.FromBytes(SyntheticKernel.BzImage()),
            Initramfs = BlobSource.FromBytes(TestBytes.Noise(50_000)),
            CommandLine = "console=ttyS0",
            Profiles = [UkiProfile.Reset("console=ttyS0")],
            Clock = new BuildClock(1_609_459_200),
        };
        return await AuthenticodeSigner.SignAsync(await UkiBuilder.BuildSignedAsync(options, pcrSigner), signer);
    }
}
