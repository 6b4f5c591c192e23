namespace TalosBoot.Oci.Credentials;

/// <summary>What the credential sources know of the host: environment variables and the user's folder.</summary>
public sealed class CredentialEnvironment
{
    readonly Func<string, string?> _variables;

    /// <summary>Takes variables from somewhere.</summary>
    /// <param name="homeFolder">The user's folder, or null when there is none.</param>
    /// <param name="variables">Gives the value of a variable, or null.</param>
    public CredentialEnvironment(string? homeFolder, Func<string, string?> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        HomeFolder = homeFolder;
        _variables = variables;
    }

    /// <summary>The environment of this process. Variables are read when they are needed.</summary>
    public static CredentialEnvironment System { get; } = new(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : null, Environment.GetEnvironmentVariable);

    /// <summary>The user's folder, or null.</summary>
    public string? HomeFolder { get; }

    /// <summary>The value of a variable; null when it is not set or empty.</summary>
    /// <param name="variable">The name.</param>
    public string? this[string variable] => _variables(variable) is { Length: > 0 } value ? value : null;
}
