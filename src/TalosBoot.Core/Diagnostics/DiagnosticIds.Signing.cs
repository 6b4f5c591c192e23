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

    /// <summary>A signer refused, failed, or cannot be reached.</summary>
    public const string SignerFailed = "TB4508";

    /// <summary>A signer gave no answer in time.</summary>
    public const string SignerTimedOut = "TB4509";

    /// <summary>A signature is not as long as the signer's key makes it.</summary>
    public const string SignatureLengthWrong = "TB4510";

    /// <summary>A signer has no such key or certificate, or more than one.</summary>
    public const string SignerKeyNotFound = "TB4511";

    /// <summary>What names a signer (a URI, an address, a program, a module) cannot be used.</summary>
    public const string SignerConfigurationInvalid = "TB4512";

    /// <summary>A signer refused the PIN or the credentials.</summary>
    public const string SignerAccessDenied = "TB4513";
}
