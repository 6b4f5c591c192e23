using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.Signing;

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
    public bool IncludeWellKnownCertificates { get; init; }

    /// <summary>
    /// Takes what is open from a folder, whose files are named as <c>talosctl gen secureboot</c> does: signers where none is named, and databases that are there.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="fileExists">Tells whether a file exists, such as <see cref="File.Exists"/>.</param>
    /// <returns>The same with the paths of these files.</returns>
    public ProfileSecureBoot WithFolder(string folder, Func<string, bool> fileExists)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(fileExists);
        return this with
        {
            SecureBootSigner = SecureBootSigner == new ProfileSigner()
                ? new ProfileSigner { KeyPath = Within(SigningKeys.UkiKeyFile), CertPath = Within(SigningKeys.UkiCertificatePemFile) }
                : SecureBootSigner,
            PcrSigner = PcrSigner == new ProfileSigner() ? new ProfileSigner { KeyPath = Within(SigningKeys.PcrKeyFile) } : PcrSigner,
            PlatformKeyPath = OrExisting(PlatformKeyPath, SecureBootVariable.PlatformKey),
            KeyExchangeKeyPath = OrExisting(KeyExchangeKeyPath, SecureBootVariable.KeyExchangeKey),
            SignatureKeyPath = OrExisting(SignatureKeyPath, SecureBootVariable.SignatureDatabase),
        };

        string Within(string name) => $"{folder.TrimEnd('/')}/{name}";

        string OrExisting(string value, SecureBootVariable variable) =>
            value.Length == 0 && Within(variable.ToFileName()) is var path && fileExists(path) ? path : value;
    }
}
