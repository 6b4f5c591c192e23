namespace TalosBoot.Oci.Credentials;

/// <summary><c>GITHUB_TOKEN</c>, and <c>GITHUB_ACTOR</c> if it is set, for ghcr.io (docs/formats/oci.md).</summary>
/// <param name="environment">Has the variables.</param>
public sealed class GitHubCredentials(CredentialEnvironment environment) : ICredentialProvider
{
    readonly CredentialEnvironment _environment = environment ?? throw new ArgumentNullException(nameof(environment));

    /// <inheritdoc/>
    public ValueTask<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var token = registry.Split(':')[0] == "ghcr.io" ? _environment["GITHUB_TOKEN"] : null;
        return ValueTask.FromResult(token is null ? null : RegistryCredential.Basic(_environment["GITHUB_ACTOR"] ?? "unset", token));
    }
}
