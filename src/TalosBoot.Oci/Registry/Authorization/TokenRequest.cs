using TalosBoot.Oci.Credentials;

namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>What a token is asked for with.</summary>
internal sealed record TokenRequest(AuthenticationChallenge Challenge, IReadOnlyList<string> Scopes, RegistryCredential Credential)
{
    /// <summary>The address of the registry, whose host the token server may have too.</summary>
    public required Uri Registry { get; init; }
}
