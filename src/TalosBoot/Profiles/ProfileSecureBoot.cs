namespace TalosBoot.Profiles;

/// <summary>Keys and databases for Secure Boot.</summary>
public sealed record ProfileSecureBoot
{
    /// <summary>Who signs what firmware verifies.</summary>
    public ProfileSigner SecureBootSigner { get; init; } = new();

    /// <summary>Who signs the predicted PCR values.</summary>
    public ProfileSigner PcrSigner { get; init; } = new();

    /// <summary>A ready <c>PK.auth</c>.</summary>
    public string PlatformKeyPath { get; init; } = string.Empty;

    /// <summary>A ready <c>KEK.auth</c>.</summary>
    public string KeyExchangeKeyPath { get; init; } = string.Empty;

    /// <summary>A ready <c>db.auth</c>.</summary>
    public string SignatureKeyPath { get; init; } = string.Empty;

    /// <summary>Whether generated databases hold Microsoft's certificates too.</summary>
    public bool IncludeWellKnownCerts { get; init; }
}
