namespace TalosBoot.Schematics;

/// <summary>How Secure Boot assets are made.</summary>
public sealed record SchematicSecureBoot
{
    readonly string _enrollKeys = string.Empty;

    /// <summary>
    /// When systemd-boot enrols keys: <c>off</c>, <c>manual</c>, <c>if-safe</c> or <c>force</c>, or the empty string for the usual. It is
    /// checked only when an asset is built.
    /// </summary>
    public string EnrollKeys
    {
        get => _enrollKeys;
        init => _enrollKeys = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Whether the well-known certificates of Microsoft are enrolled as well. Default false.</summary>
    public bool IncludeWellKnownCertificates { get; init; }

    internal bool IsZero => EnrollKeys.Length == 0 && !IncludeWellKnownCertificates;
}
