using TalosBoot.Oci.Credentials;

namespace TalosBoot.Oci.Registry.Authorization;

/// <summary>The value of a header, and all that must not be told of it.</summary>
internal sealed record RequestAuthorization(string? Header, IReadOnlyCollection<string> Secrets)
{
    public static RequestAuthorization None { get; } = new(null, []);

    public static RequestAuthorization Of(string? header, RegistryCredential credential) => header is null ? None : new(header, [.. credential.Secrets]);

    public static RequestAuthorization Of(BearerToken token) => new($"Bearer {token.Value}", [token.Value]);

    public override string ToString() => Header is null ? "nothing" : "something secret";
}
