using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Credentials;

/// <summary>The part of a docker configuration, or of Podman's file, that is about credentials.</summary>
internal sealed record DockerConfig
{
    [JsonPropertyName("auths")]
    public IReadOnlyDictionary<string, DockerConfigEntry?>? Entries { get; init; }

    [JsonPropertyName("credHelpers")]
    public IReadOnlyDictionary<string, string?>? Helpers { get; init; }

    [JsonPropertyName("credsStore")]
    public string? Store { get; init; }
}
