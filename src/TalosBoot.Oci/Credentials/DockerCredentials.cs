using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Credentials;

/// <summary>
/// The credentials that <c>docker login</c> or <c>podman login</c> left: in docker's configuration or Podman's file, in <c>DOCKER_AUTH_CONFIG</c>, or
/// with the credential helpers that the file names (docs/formats/oci.md). Files are read anew for each search.
/// </summary>
public sealed class DockerCredentials : ICredentialProvider
{
    const string DockerHubKey = "https://index.docker.io/v1/";

    readonly CredentialEnvironment _environment;
    readonly CredentialHelper _helper;

    /// <summary>Creates a provider.</summary>
    /// <param name="environment">Where to look for the files and helpers.</param>
    /// <param name="helperTimeout">How long a helper may take. Default 60 seconds.</param>
    public DockerCredentials(CredentialEnvironment environment, TimeSpan? helperTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _environment = environment;
        _helper = new CredentialHelper(environment, helperTimeout ?? TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc/>
    /// <exception cref="FileAccessException">A file with credentials cannot be read (TB6003).</exception>
    public async ValueTask<RegistryCredential?> FindAsync(string registry, string repository, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(registry);
        ArgumentNullException.ThrowIfNull(repository);
        if (DockerConfigFile.Find(_environment) is not { } path || DockerConfigFile.Read(path) is not { } config)
        {
            return null;
        }

        var inline = ReadVariable();
        foreach (var key in Keys(registry, repository))
        {
            if ((inline is null ? null : FindEntry(inline, key, "DOCKER_AUTH_CONFIG")) is { IsAnonymous: false } told)
            {
                return told;
            }

            // A key ring is asked for what upstream asks it for, not for every folder between.
            var isUpstreams = key == DockerHubKey || key == registry || key == $"{registry}/{repository}";
            var helper = config.Helpers?.GetValueOrDefault(key) ?? (isUpstreams ? config.Store : null);
            var found = string.IsNullOrEmpty(helper)
                ? FindEntry(config, key, path)
                : await _helper.GetAsync(helper, key, cancellationToken).ConfigureAwait(false);
            if (found is { IsAnonymous: false })
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>
    /// The keys of a repository, longest first: upstream tries the first and the last, and Podman those between, too. Podman calls Docker Hub as its users do.
    /// </summary>
    static IEnumerable<string> Keys(string registry, string repository) =>
        registry is ImageReference.DefaultRegistry or ImageReference.DefaultRegistryAlias
            ? [.. Folders(registry, repository), DockerHubKey, .. Folders(ImageReference.DefaultRegistryAlias, repository), ImageReference.DefaultRegistryAlias]
            : [.. Folders(registry, repository), registry];

    static IEnumerable<string> Folders(string registry, string repository)
    {
        for (var name = repository; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('/'))])
        {
            yield return $"{registry}/{name}";
        }
    }

    static RegistryCredential? FindEntry(DockerConfig config, string key, string source)
    {
        var entries = config.Entries ?? new Dictionary<string, DockerConfigEntry?>();
        if (!entries.TryGetValue(key, out var entry) && !key.Contains('/', StringComparison.Ordinal))
        {
            // Keys may be addresses; where several lead to one host, the shortest is the least surprise.
            entry = entries.Where(candidate => HostOf(candidate.Key) == key)
                .OrderBy(candidate => candidate.Key.Length).ThenBy(candidate => candidate.Key, StringComparer.Ordinal).FirstOrDefault().Value;
        }

        try
        {
            return entry?.ToCredential();
        }
        catch (FormatException)
        {
            throw DockerConfigFile.Invalid(source, $"the \"auth\" of {key} is not a user name, a colon and a password in Base64");
        }
    }

    static string HostOf(string key)
    {
        var scheme = key.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? key : key[(scheme + 3)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? rest : rest[..slash];
    }

    /// <summary>Upstream passes over a variable that it does not understand.</summary>
    DockerConfig? ReadVariable()
    {
        try
        {
            return _environment["DOCKER_AUTH_CONFIG"] is { } json ? DockerConfigFile.Parse(Encoding.UTF8.GetBytes(json), "DOCKER_AUTH_CONFIG") : null;
        }
        catch (RegistryException)
        {
            return null;
        }
    }
}
