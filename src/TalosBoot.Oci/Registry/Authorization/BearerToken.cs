namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>A token, and when another one should be fetched.</summary>
internal sealed record BearerToken(string Value, long RenewAt)
{
    /// <summary>A refresh token that the token server gave instead of the credential; or null.</summary>
    public string? IdentityToken { get; init; }

    public override string ToString() => "a token";
}
