using System.Text;

namespace TalosBoot.Oci.Credentials;

/// <summary>What a client shows to a registry. <see cref="ToString"/> does not tell it.</summary>
public sealed class RegistryCredential
{
    /// <summary>The user name of a helper's answer that says that its secret is an identity token (docs/formats/oci.md).</summary>
    internal const string IdentityTokenUser = "<token>";

    /// <summary>No credentials.</summary>
    public static RegistryCredential Anonymous { get; } = new();

    /// <summary>The user name, or null.</summary>
    public string? UserName { get; init; }

    /// <summary>The password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>A refresh token, which the token server takes instead of a password; or null.</summary>
    public string? IdentityToken { get; init; }

    /// <summary>A token that the registry itself takes; or null.</summary>
    public string? RegistryToken { get; init; }

    /// <summary>A user name with a password.</summary>
    /// <param name="userName">The user name.</param>
    /// <param name="password">The password.</param>
    public static RegistryCredential Basic(string userName, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(password);
        return new RegistryCredential { UserName = userName, Password = password };
    }

    /// <summary>Whether there is nothing to show.</summary>
    public bool IsAnonymous => string.IsNullOrEmpty(UserName) && string.IsNullOrEmpty(Password) && string.IsNullOrEmpty(IdentityToken)
        && string.IsNullOrEmpty(RegistryToken);

    /// <summary>The value of the header for user name and password, or null when one of them is missing.</summary>
    internal string? BasicHeader => string.IsNullOrEmpty(UserName) || string.IsNullOrEmpty(Password)
        ? null
        : $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"))}";

    /// <summary>All that must not be told.</summary>
    internal IEnumerable<string> Secrets => new[] { Password, IdentityToken, RegistryToken, BasicHeader?["Basic ".Length..] }
        .OfType<string>().Where(secret => secret.Length > 0);

    /// <summary>The kind of the credentials, without any secret.</summary>
    public override string ToString() =>
        IsAnonymous ? "anonymous" : RegistryToken is not null ? "a registry token" : IdentityToken is not null ? "an identity token" : "a user with a password";
}
