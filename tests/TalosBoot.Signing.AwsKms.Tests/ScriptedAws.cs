using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace TalosBoot.Signing.AwsKms.Tests;

/// <summary>KMS and ACM that answer as their documentation shows it.</summary>
internal sealed class ScriptedAws : HttpMessageHandler
{
    static readonly RSA SharedKey = RSA.Create(2048);

    public ScriptedAws()
    {
        var request = new CertificateRequest("O=KMS", SharedKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Certificate = certificate.RawData;
    }

    public static RSA Key => SharedKey;

    public byte[] Certificate { get; }

    public string KeySpec { get; set; } = "RSA_2048";

    public string KeyUsage { get; set; } = "SIGN_VERIFY";

    /// <summary>Given instead of an answer.</summary>
    public (HttpStatusCode Status, string Body)? Override { get; set; }

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Delay { get; set; }

    public List<string> Calls { get; } = [];

    public List<string> Bodies { get; } = [];

    public List<string> Authorizations { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Delay, cancellationToken);
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var target = request.Headers.GetValues("X-Amz-Target").Single();
        Calls.Add($"{request.RequestUri} {target}");
        Bodies.Add(body);
        Authorizations.Add(request.Headers.GetValues("Authorization").Single());
        var (status, answer) = Override ?? (HttpStatusCode.OK, Answer(target, body));
        return new HttpResponseMessage(status) { Content = new StringContent(answer, Encoding.UTF8, "application/x-amz-json-1.1") };
    }

    string Answer(string target, string body) => target switch
    {
        "TrentService.GetPublicKey" =>
            $$"""{"KeyId":"arn:key","KeySpec":"{{KeySpec}}","KeyUsage":"{{KeyUsage}}","PublicKey":"{{Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo())}}"}""",
        "TrentService.Sign" => Sign(body),
        "CertificateManager.GetCertificate" => JsonSerializer.Serialize(
            new Dictionary<string, string> { ["Certificate"] = PemEncoding.WriteString("CERTIFICATE", Certificate) + "\n" }),
        _ => throw new InvalidOperationException(target),
    };

    static string Sign(string body)
    {
        using var document = JsonDocument.Parse(body);
        var algorithm = document.RootElement.GetProperty("SigningAlgorithm").GetString() switch
        {
            "RSASSA_PKCS1_V1_5_SHA_256" => HashAlgorithmName.SHA256,
            "RSASSA_PKCS1_V1_5_SHA_384" => HashAlgorithmName.SHA384,
            "RSASSA_PKCS1_V1_5_SHA_512" => HashAlgorithmName.SHA512,
            var other => throw new InvalidOperationException(other),
        };
        var digest = document.RootElement.GetProperty("Message").GetBytesFromBase64();
        return $$"""{"KeyId":"arn:key","Signature":"{{Convert.ToBase64String(Key.SignHash(digest, algorithm, RSASignaturePadding.Pkcs1))}}"}""";
    }
}
