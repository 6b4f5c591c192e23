namespace TalosBoot.Factory.Options;

/// <summary>Who may use the service. Hosts may use ASP.NET Core's own authentication instead, with the builder that <c>MapImageFactory</c> returns.</summary>
public sealed class AuthenticationOptions
{
    /// <summary>Whether users of a password file are asked for. Default false.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>Who knows the users: <c>htpasswd</c> (the default), the password file. Upstream's <c>auth0</c> is refused where <see cref="IsEnabled"/> asks for it.</summary>
    public string Provider { get; set; } = "htpasswd";

    /// <summary>The password file: lines <c>user:bcrypt</c>. Read again when it changes. Required when users are asked for.</summary>
    public string PasswordFile { get; set; } = string.Empty;
}
