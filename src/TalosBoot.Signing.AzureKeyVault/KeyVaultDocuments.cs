using System.Text.Json.Serialization;

namespace TalosBoot.Signing.AzureKeyVault;

/// <summary>The documents of the vault's REST interface (version 7.4), as far as they are used.</summary>
internal static class KeyVaultDocuments
{
    public sealed record CertificateBundle([property: JsonPropertyName("cer")] string? Certificate, [property: JsonPropertyName("kid")] string? KeyId);

    public sealed record KeyBundle([property: JsonPropertyName("key")] JsonWebKey? Key);

    public sealed record JsonWebKey(
        [property: JsonPropertyName("kid")] string? KeyId, [property: JsonPropertyName("kty")] string? Kind,
        [property: JsonPropertyName("n")] string? Modulus, [property: JsonPropertyName("e")] string? Exponent);

    public sealed record SignParameters([property: JsonPropertyName("alg")] string Algorithm, [property: JsonPropertyName("value")] string Value);

    public sealed record SignResult([property: JsonPropertyName("value")] string? Value);

    public sealed record ErrorDocument([property: JsonPropertyName("error")] Error? Error);

    public sealed record Error([property: JsonPropertyName("code")] string? Code, [property: JsonPropertyName("message")] string? Message);
}
