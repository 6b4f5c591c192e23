using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Credentials;

/// <summary>What a credential helper prints.</summary>
internal sealed record CredentialHelperAnswer
{
    [JsonPropertyName("Username")]
    public string? UserName { get; init; }

    [JsonPropertyName("Secret")]
    public string? Secret { get; init; }

    public RegistryCredential ToCredential() => UserName == RegistryCredential.IdentityTokenUser
        ? new RegistryCredential { IdentityToken = Secret }
        : new RegistryCredential { UserName = UserName, Password = Secret };

    public override string ToString() => nameof(CredentialHelperAnswer);
}
