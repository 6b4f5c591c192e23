using System.Net;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Signing.Remote;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;
using TalosBoot.Signing.AwsKms;
using TalosBoot.Signing.AzureKeyVault;
using TalosBoot.Signing.Grpc;
using TalosBoot.Signing.Pkcs11;

namespace TalosBoot.AotSmoke;

/// <summary>Signs a program, and calls each signing add-on as far as one comes without its service.</summary>
static class SigningSmoke
{
    static readonly SignatureRequest Request = new("smoke", HashAlgorithmName.SHA256, SHA256.HashData("smoke"u8));

    /// <summary>Does all of it.</summary>
    /// <param name="program">An EFI program.</param>
    /// <returns>What went wrong, or null.</returns>
    public static async Task<string?> RunAsync(BlobSource program)
    {
        var key = SigningKeys.CreateUkiSigningKey("Smoke", DateTimeOffset.UnixEpoch);
        using var signer = FileSecureBootSigner.FromPem(Encoding.ASCII.GetBytes(key.PrivateKeyPem), Encoding.ASCII.GetBytes(key.CertificatePem!));
        var signed = await AuthenticodeSigner.SignAsync(program, signer);
        if (AuthenticodeVerifier.Verify(signed, [key.CertificateDer])[^1].Status != AuthenticodeStatus.Trusted || PeImage.Read(signed).Sections.Count == 0)
        {
            return "the signed program is not trusted";
        }

        using var client = new HttpClient(new CannedAnswers());
        var kms = new KmsKey(client, new KmsKeyOptions { KeyId = "k", Region = "r", GetCredentials = _ => ValueTask.FromResult(new AwsCredentials("a", "b")) });
        var vault = new KeyVaultKey(client, new KeyVaultKeyOptions
        {
            VaultUrl = new Uri("https://vault.invalid"),
            KeyName = "k",
            GetAccessToken = _ => ValueTask.FromResult("token"),
        });
        if ((await kms.SignAsync(Request)).Length != 3 || (await vault.SignAsync(Request)).Length != 3)
        {
            return "an answer of a signing service was not understood";
        }

        using var service = GrpcKey.Open("unix:///nonexistent/signer.sock");
        using var token = Pkcs11Key.Open(Pkcs11Uri.Parse("pkcs11:object=a?module-path=/nonexistent.so"));
        return await FailureOfAsync(service) == DiagnosticIds.SignerFailed && await FailureOfAsync(token) == DiagnosticIds.SignerConfigurationInvalid
            ? null
            : "a service or a token that is not there was not told";
    }

    static async Task<string?> FailureOfAsync(IRemoteKey key)
    {
        try
        {
            await key.SignAsync(Request);
            return null;
        }
        catch (SigningException exception)
        {
            return exception.DiagnosticId;
        }
    }

    /// <summary>A signature of three bytes, in the words of both services.</summary>
    sealed class CannedAnswers : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("""{"Signature":"AQID","value":"AQID"}""") });
    }
}
