using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace TalosBoot.Testing.Registry;

/// <summary>Gives tokens that a docker-registry takes: pull for everybody, push for one user. RS256, with the certificate in the header.</summary>
public sealed class TokenServer : IAsyncDisposable
{
    public const string Service = "test-registry";
    public const string Issuer = "test-issuer";

    readonly FaultRegistry _server = new();
    readonly RSA _key = RSA.Create(2048);
    readonly X509Certificate2 _certificate;
    readonly string _user;

    public TokenServer(string user, string password)
    {
        _user = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";
        var request = new CertificateRequest("CN=test-issuer", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _server.Always("GET", "/token", Answer);
    }

    public IEnumerable<FaultRequest> Requests => _server.Requests;

    /// <summary>All tokens that were given.</summary>
    public System.Collections.Concurrent.ConcurrentBag<string> Tokens { get; } = [];

    /// <summary>The lines of a docker-registry's configuration.</summary>
    public string Configuration(TemporaryFolder folder) => $"""
        auth:
          token:
            realm: http://{_server.Host}/token
            service: {Service}
            issuer: {Issuer}
            rootcertbundle: {folder.WriteFile("issuer.pem", Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()))}
        """;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    FaultAnswer Answer(FaultRequest request)
    {
        var shown = request["Authorization"];
        if (shown is not null && shown != _user)
        {
            return FaultAnswer.Text(401, """{"errors":[{"code":"UNAUTHORIZED","message":"wrong user or password"}]}""");
        }

        var access = request.Target.Split('?', '&').Where(part => part.StartsWith("scope=", StringComparison.Ordinal))
            .Select(part => Uri.UnescapeDataString(part["scope=".Length..]).Split(':'))
            .Where(parts => parts.Length == 3)
            .Select(parts => new Dictionary<string, object>
            {
                ["type"] = parts[0],
                ["name"] = parts[1],
                ["actions"] = parts[2].Split(',').Where(action => action == "pull" || shown is not null).ToArray(),
            });
        var token = Sign(access.ToArray());
        Tokens.Add(token);
        return FaultAnswer.Text(200, JsonSerializer.Serialize(new { token, expires_in = 300 }));
    }

    string Sign(Dictionary<string, object>[] access)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = JsonSerializer.Serialize(new { typ = "JWT", alg = "RS256", x5c = new[] { Convert.ToBase64String(_certificate.RawData) } });
        var claims = JsonSerializer.Serialize(new
        {
            iss = Issuer,
            sub = "test",
            aud = Service,
            exp = now + 300,
            nbf = now - 60,
            iat = now,
            jti = Tokens.Count.ToString(CultureInfo.InvariantCulture),
            access,
        });
        var text = $"{Base64Url(Encoding.UTF8.GetBytes(head))}.{Base64Url(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Base64Url(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
