using TalosBoot.Boot.SecureBoot;
using TalosBoot.Profiles;

namespace TalosBoot.Factory.Options;

/// <summary>The keys that Secure Boot assets are signed with.</summary>
public sealed class SecureBootOptions
{
    /// <summary>Whether assets for Secure Boot are offered. Default false.</summary>
    public bool IsEnabled { get; set; }

    /// <summary>The key and certificate that sign programs: files, or a key vault, or a signing service.</summary>
    public ProfileSigner Signer { get; set; } = new();

    /// <summary>The key that signs predictions of PCR 11.</summary>
    public ProfileSigner PcrSigner { get; set; } = new();

    /// <summary>
    /// The certificate as clients download it, a PEM file; empty (the default) for the one that belongs to the signing key.
    /// </summary>
    public string CertificateFile { get; set; } = string.Empty;

    /// <summary>
    /// A folder with Microsoft's five certificates, a file <c>*.der</c> each, for schematics that want them enrolled; empty (the default) for none, and
    /// then such schematics fail.
    /// </summary>
    /// <remarks>It is read with <see cref="WellKnownCertificates.ReadFolder"/>.</remarks>
    public string WellKnownCertificatesFolder { get; set; } = string.Empty;
}
