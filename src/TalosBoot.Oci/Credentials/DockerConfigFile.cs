using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;

namespace TalosBoot.Oci.Credentials;

/// <summary>Finds and reads the file with credentials that upstream's tools would read (oci.md 4.1).</summary>
internal static class DockerConfigFile
{
    const long MaximumLength = 4 * 1024 * 1024;
    const string DockerFile = "config.json";

    /// <summary>The file, whether or not it exists; null when there is no place for one.</summary>
    public static string? Find(CredentialEnvironment environment)
    {
        var home = environment.HomeFolder is { } folder ? Path.Combine(folder, ".docker", DockerFile) : null;
        var told = environment["DOCKER_CONFIG"] is { } dockerFolder ? Path.Combine(dockerFolder, DockerFile) : null;
        if (File.Exists(home) || File.Exists(told))
        {
            // As upstream does it: DOCKER_CONFIG counts where it is set, even when only the other file is there.
            return told ?? home;
        }

        var candidates = new[]
        {
            environment["REGISTRY_AUTH_FILE"],
            environment["XDG_RUNTIME_DIR"] is { } runtime ? Path.Combine(runtime, "containers", "auth.json") : null,
            environment["XDG_CONFIG_HOME"] is { } config ? Path.Combine(config, "containers", "auth.json")
                : environment.HomeFolder is { } user ? Path.Combine(user, ".config", "containers", "auth.json") : null,
        };
        return Array.Find(candidates, File.Exists);
    }

    /// <summary>Reads a file; null when it is not there.</summary>
    public static DockerConfig? Read(string path)
    {
        byte[] content;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                return null;
            }

            content = file.Length <= MaximumLength ? File.ReadAllBytes(path) : throw Invalid(path, $"it has more than {MaximumLength} bytes");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileAccessException(DiagnosticIds.InputNotReadable, path, $"the file with credentials cannot be read: {exception.Message}", exception);
        }

        return Parse(content, path);
    }

    public static DockerConfig Parse(ReadOnlySpan<byte> content, string source)
    {
        try
        {
            return StrictJson.DeserializeFirst(content, CredentialJsonContext.Default.DockerConfig) ?? new DockerConfig();
        }
        catch (JsonException exception)
        {
            // The parser's own message may quote a secret, so that only the place is told.
            throw Invalid(source, $"it is no JSON as docker writes it, at line {exception.LineNumber + 1}");
        }
    }

    public static RegistryException Invalid(string source, string what) => new(
        DiagnosticIds.CredentialFileInvalid, source, $"{what}. Correct the file, or log in again.");
}
