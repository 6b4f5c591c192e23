namespace TalosBoot.Oci.Credentials;

/// <summary>Asks one provider after the other. The first that knows something counts; an error of one ends the search (docs/formats/oci.md).</summary>
/// <param name="providers">The providers, in their order.</param>
public sealed class CredentialChain(params IReadOnlyList<ICredentialProvider> providers) : ICredentialProvider
{
    readonly IReadOnlyList<ICredentialProvider> _providers = providers ?? throw new ArgumentNullException(nameof(providers));

    /// <summary>
    /// The credentials that upstream's tools would find: docker's configuration or else Podman's file, with their helpers; then <c>GITHUB_TOKEN</c>
    /// for ghcr.io.
    /// </summary>
    /// <param name="environment">Where to look; null for this process's environment.</param>
    public static CredentialChain FromEnvironment(CredentialEnvironment? environment = null)
    {
        environment ??= CredentialEnvironment.System;
        return new CredentialChain(new DockerCredentials(environment), new GitHubCredentials(environment));
    }

    /// <inheritdoc/>
    public async ValueTask<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken = default)
    {
        foreach (var provider in _providers)
        {
            if (await provider.FindAsync(registry, repository, cancellationToken).ConfigureAwait(false) is { IsAnonymous: false } found)
            {
                return found;
            }
        }

        return null;
    }
}
