using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TalosBoot.Signing.AwsKms;

/// <summary>AWS Signature Version 4 of a POST request without a query.</summary>
internal static class RequestSignature
{
    const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Puts the date, the token and the signature into the headers.</summary>
    public static void Add(
        HttpRequestMessage request, byte[] body, AwsCredentials credentials, string region, string service, DateTimeOffset moment)
    {
        var time = moment.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = request.Content!.Headers.ContentType!.ToString(),
            ["host"] = request.RequestUri!.Authority,
            ["x-amz-date"] = time,
            ["x-amz-target"] = request.Headers.GetValues("X-Amz-Target").Single(),
        };
        request.Headers.Add("X-Amz-Date", time);
        if (credentials.SessionToken is { } token)
        {
            headers["x-amz-security-token"] = token;
            request.Headers.Add("X-Amz-Security-Token", token);
        }

        var scope = $"{time[..8]}/{region}/{service}/aws4_request";
        var signed = string.Join(';', headers.Keys);
        var canonical = $"POST\n{request.RequestUri.AbsolutePath}\n\n"
            + string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")) + $"\n{signed}\n{Hash(body)}";
        var signature = Sign(credentials.SecretAccessKey, scope, $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}");
        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={signed}, Signature={signature}");
    }

    /// <summary>Signs a text with the key that is derived for a scope.</summary>
    public static string Sign(string secret, string scope, string text)
    {
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
