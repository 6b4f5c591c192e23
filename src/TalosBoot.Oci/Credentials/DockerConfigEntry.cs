using System.Text;
using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Credentials;

/// <summary>The credentials of one server in a docker configuration (docs/formats/oci.md).</summary>
internal sealed record DockerConfigEntry
{
    [JsonPropertyName("auth")]
    public string? Auth { get; init; }

    [JsonPropertyName("username")]
    public string? UserName { get; init; }

    [JsonPropertyName("password")]
    public string? Password { get; init; }

    [JsonPropertyName("identitytoken")]
    public string? IdentityToken { get; init; }

    [JsonPropertyName("registrytoken")]
    public string? RegistryToken { get; init; }

    /// <summary>The credentials; <c>auth</c> counts more than user name and password.</summary>
    /// <exception cref="FormatException"><c>auth</c> is not a user name, a colon and a password in Base64.</exception>
    public RegistryCredential ToCredential()
    {
        var (user, password) = string.IsNullOrEmpty(Auth) ? (UserName, Password) : Decode(Auth);
        return new RegistryCredential { UserName = user, Password = password, IdentityToken = IdentityToken, RegistryToken = RegistryToken };
    }

    static (string User, string Password) Decode(string auth)
    {
        var text = Encoding.UTF8.GetString(Convert.FromBase64String(auth));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? (text[..colon], text[(colon + 1)..].TrimEnd('\0')) : throw new FormatException("There is no user name.");
    }

    public override string ToString() => nameof(DockerConfigEntry);
}
