using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Credentials;

/// <summary>Knows credentials of registries.</summary>
public interface ICredentialProvider
{
    /// <summary>Looks for credentials.</summary>
    /// <param name="registry">The registry's host, with its port where it has one; <c>index.docker.io</c> for Docker Hub.</param>
    /// <param name="repository">The repository, or the empty string where the registry as a whole is meant.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The credentials, or null when none are known, so that the next provider is asked.</returns>
    /// <exception cref="RegistryException">A file (TB2020) or a helper (TB2021) with credentials cannot be used.</exception>
    ValueTask<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken = default);
}
