using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace TalosBoot.Signing.AzureKeyVault.Tests;

/// <summary>A vault that answers as the REST documentation shows it: certificate <c>uki</c> with key version <c>v1</c>, key <c>pcr</c>.</summary>
internal sealed class ScriptedVault : HttpMessageHandler
{
    static readonly RSA SharedKey = RSA.Create(2048);

    public ScriptedVault()
    {
        var request = new CertificateRequest("O=Vault", SharedKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Certificate = certificate.RawData;
    }

    public static RSA Key => SharedKey;

    public byte[] Certificate { get; }

    public string KeyKind { get; set; } = "RSA-HSM";

    /// <summary>Given instead of an answer.</summary>
    public (HttpStatusCode Status, string Body)? Override { get; set; }

    public List<string> Calls { get; } = [];

    public List<string> Bodies { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        Calls.Add($"{request.Method} {request.RequestUri} {request.Headers.Authorization}");
        Bodies.Add(body);
        var (status, answer) = Override ?? Answer(request.RequestUri!.AbsolutePath, body);
        return new HttpResponseMessage(status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
    }

    (HttpStatusCode Status, string Body) Answer(string path, string body)
    {
        var parameters = Key.ExportParameters(includePrivateParameters: false);
        return path switch
        {
            "/certificates/uki" => (HttpStatusCode.OK,
                $$"""{"id":"https://talos.vault.azure.net/certificates/uki/c1","kid":"https://talos.vault.azure.net/keys/uki/v1","cer":"{{Convert.ToBase64String(Certificate)}}"}"""),
            "/keys/uki/v1" or "/keys/pcr" or "/keys/pcr/v2" => (HttpStatusCode.OK,
                $$$"""
                {"key":{"kid":"https://talos.vault.azure.net/keys/{{{path.Split('/')[2]}}}/v2","kty":"{{{KeyKind}}}","key_ops":["sign"],
                "n":"{{{Base64Url.EncodeToString(parameters.Modulus)}}}","e":"AQAB"},"attributes":{"enabled":true}}
                """),
            "/keys/uki/v1/sign" or "/keys/pcr/v2/sign" => (HttpStatusCode.OK, Sign(body)),
            _ => (HttpStatusCode.NotFound, """{"error":{"code":"KeyNotFound","message":"A key with this name was not found."}}"""),
        };
    }

    static string Sign(string body)
    {
        using var document = JsonDocument.Parse(body);
        var digest = Base64Url.DecodeFromChars(document.RootElement.GetProperty("value").GetString());
        var algorithm = document.RootElement.GetProperty("alg").GetString() switch
        {
            "RS256" => HashAlgorithmName.SHA256,
            "RS384" => HashAlgorithmName.SHA384,
            "RS512" => HashAlgorithmName.SHA512,
            var other => throw new InvalidOperationException(other),
        };
        return $$"""{"kid":"k","value":"{{Base64Url.EncodeToString(Key.SignHash(digest, algorithm, RSASignaturePadding.Pkcs1))}}"}""";
    }
}
