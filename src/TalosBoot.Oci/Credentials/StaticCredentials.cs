namespace TalosBoot.Oci.Credentials;

/// <summary>Credentials that the program has itself.</summary>
/// <param name="credentials">The credentials by registry: its host, with its port where it has one.</param>
public sealed class StaticCredentials(IReadOnlyDictionary<string, RegistryCredential> credentials) : ICredentialProvider
{
    readonly IReadOnlyDictionary<string, RegistryCredential> _credentials = credentials ?? throw new ArgumentNullException(nameof(credentials));

    /// <inheritdoc/>
    public ValueTask<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_credentials.GetValueOrDefault(registry));
}
