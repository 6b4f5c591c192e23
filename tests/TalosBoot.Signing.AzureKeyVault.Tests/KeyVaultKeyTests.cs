using System.Net;
using System.Security.Cryptography;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.AzureKeyVault.Tests;

public sealed class KeyVaultKeyTests
{
    static readonly SignatureRequest Request = new("test", HashAlgorithmName.SHA256, SHA256.HashData("test"u8));

    [Test]
    public async Task A_certificate_names_the_version_of_the_key_that_signs()
    {
        using var vault = new ScriptedVault();
        var signer = new RemoteSecureBootSigner(Open(vault, certificate: "uki"));
        Assert.That((await signer.GetCertificateAsync()).ToArray(), Is.EqualTo(vault.Certificate));
        Assert.That(
            (await signer.SignAsync(Request)).ToArray(),
            Is.EqualTo(ScriptedVault.Key.SignHash(Request.Digest.Span, Request.HashAlgorithm, RSASignaturePadding.Pkcs1)));
        Assert.That(vault.Calls, Is.EqualTo(new[]
        {
            "GET https://talos.vault.azure.net/certificates/uki?api-version=7.4 Bearer geheim",
            "POST https://talos.vault.azure.net/keys/uki/v1/sign?api-version=7.4 Bearer geheim",
        }));
        Assert.That(vault.Bodies[1], Is.EqualTo("""{"alg":"RS256","value":"n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg"}"""));
    }

    [TestCase("SHA256")]
    [TestCase("SHA384")]
    [TestCase("SHA512")]
    public async Task A_key_signs_in_each_bank_with_the_version_that_its_public_key_came_with(string algorithm)
    {
        using var vault = new ScriptedVault();
        var name = new HashAlgorithmName(algorithm);
        var signer = new RemotePcrSigner(Open(vault, key: "pcr"));
        await signer.SignAsync(new SignatureRequest("bank", name, CryptographicOperations.HashData(name, "policy"u8)));
        Assert.That(vault.Calls.Select(call => call.Split('?')[0]), Is.EqualTo(new[]
        {
            "GET https://talos.vault.azure.net/keys/pcr", "POST https://talos.vault.azure.net/keys/pcr/v2/sign",
        }));
    }

    [TestCase(HttpStatusCode.Unauthorized, "", DiagnosticIds.SignerAccessDenied)]
    [TestCase(HttpStatusCode.Forbidden, """{"error":{"code":"Forbidden","message":"no"}}""", DiagnosticIds.SignerAccessDenied)]
    [TestCase(HttpStatusCode.NotFound, "<html>", DiagnosticIds.SignerKeyNotFound)]
    [TestCase(HttpStatusCode.TooManyRequests, "{}", DiagnosticIds.SignerFailed)]
    [TestCase(HttpStatusCode.OK, "null", DiagnosticIds.SignerFailed)]
    [TestCase(HttpStatusCode.OK, "[", DiagnosticIds.SignerFailed)]
    [TestCase(HttpStatusCode.OK, "{}", DiagnosticIds.SignerFailed)]
    [TestCase(HttpStatusCode.OK, """{"kid":"https://evil.example/keys/a","cer":"*"}""", DiagnosticIds.SignerFailed)]
    public async Task An_answer_that_is_none_is_told_without_the_token(HttpStatusCode status, string body, string id)
    {
        using var vault = new ScriptedVault { Override = (status, body) };
        var exception = await Assert.ThrowsAsync<SigningException>(async () => await Open(vault, certificate: "uki").GetCertificateAsync());
        Assert.That(exception!.DiagnosticId, Is.EqualTo(id));
        Assert.That(exception.ToString(), Does.Not.Contain("geheim"));
    }

    [Test]
    public async Task A_key_of_another_host_is_not_followed()
    {
        using var vault = new ScriptedVault
        {
            Override = (HttpStatusCode.OK, """{"kid":"https://evil.example/keys/uki/v1","cer":"AAAA"}"""),
        };
        var key = Open(vault, certificate: "uki");
        await key.GetCertificateAsync();
        await Assert.ThrowsAsync<SigningException>(async () => await key.SignAsync(Request));
        Assert.That(vault.Calls, Has.All.Contain(" https://talos.vault.azure.net/"));
    }

    [Test]
    public async Task An_answer_that_is_too_long_and_a_key_that_is_not_RSA_are_refused()
    {
        using var endless = new ScriptedVault { Override = (HttpStatusCode.OK, new string(' ', 2_000_000)) };
        Assert.That(
            (await Assert.ThrowsAsync<SigningException>(async () => await Open(endless, key: "pcr").GetPublicKeyAsync()))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.SignerFailed));
        using var elliptic = new ScriptedVault { KeyKind = "EC" };
        Assert.That(
            (await Assert.ThrowsAsync<SigningException>(async () => await Open(elliptic, key: "pcr").GetPublicKeyAsync()))!.DiagnosticId,
            Is.EqualTo(DiagnosticIds.SigningKeyUnsupported));
    }

    [TestCase("http://talos.vault.azure.net", "uki", "")]
    [TestCase("https://talos.vault.azure.net", "", "")]
    [TestCase("https://talos.vault.azure.net", "uki", "pcr")]
    public void A_key_that_is_not_named_is_refused(string url, string certificate, string key)
    {
        using var vault = new ScriptedVault();
        Assert.That(
            () => Open(vault, certificate, key, url),
            Throws.TypeOf<SigningException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.SignerConfigurationInvalid));
    }

    static KeyVaultKey Open(ScriptedVault vault, string certificate = "", string key = "", string url = "https://talos.vault.azure.net") =>
        new(new HttpClient(vault, disposeHandler: false), new KeyVaultKeyOptions
        {
            VaultUrl = new Uri(url),
            CertificateName = certificate,
            KeyName = key,
            GetAccessToken = _ => ValueTask.FromResult("geheim"),
        });
}
