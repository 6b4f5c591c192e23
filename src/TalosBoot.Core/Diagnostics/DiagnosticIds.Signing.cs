namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A private key cannot be read.</summary>
    public const string PrivateKeyInvalid = "TB4501";

    /// <summary>A certificate cannot be read.</summary>
    public const string CertificateInvalid = "TB4502";

    /// <summary>A signing key is no RSA key, or is too small or too large.</summary>
    public const string SigningKeyUnsupported = "TB4503";

    /// <summary>A private key does not belong to the certificate.</summary>
    public const string KeyCertificateMismatch = "TB4504";

    /// <summary>A certificate is expired, or not valid yet. A warning: firmware does not look at the dates.</summary>
    public const string CertificateNotCurrent = "TB4505";

    /// <summary>A signer gave a signature that does not fit its key and the digest.</summary>
    public const string SignatureRejected = "TB4506";

    /// <summary>Signatures that are made elsewhere are not there yet.</summary>
    public const string SignaturePending = "TB4507";
}
