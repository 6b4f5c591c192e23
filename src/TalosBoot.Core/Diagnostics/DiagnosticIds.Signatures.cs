namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>There is no signature.</summary>
    public const string SignatureMissing = "TB2201";

    /// <summary>There are several signatures, and none is accepted.</summary>
    public const string SignaturesRefused = "TB2202";

    /// <summary>A signature does not fit the key and the content.</summary>
    public const string SignatureInvalid = "TB2203";

    /// <summary>A signature is for another digest or name.</summary>
    public const string SignatureClaimMismatch = "TB2204";

    /// <summary>What a signature says is not understood, or is no statement of the wanted kind.</summary>
    public const string SignatureClaimInvalid = "TB2205";

    /// <summary>A signature, bundle or annotation cannot be understood.</summary>
    public const string SignatureMalformed = "TB2206";

    /// <summary>A bundle is of a version or kind that is not supported.</summary>
    public const string SignatureVersionUnsupported = "TB2207";

    /// <summary>A key or signature is of an algorithm or size that is not supported.</summary>
    public const string SignatureAlgorithmUnsupported = "TB2208";

    /// <summary>A signature, or the number of signatures, is over a limit.</summary>
    public const string SignatureOverLimit = "TB2209";

    /// <summary>A signature is made with a key where a certificate is wanted, or the other way round.</summary>
    public const string SignerKindMismatch = "TB2210";

    /// <summary>A certificate is of another identity than the wanted one.</summary>
    public const string SignerIdentityMismatch = "TB2211";

    /// <summary>A certificate's identity was confirmed by another issuer than the wanted one.</summary>
    public const string SignerIssuerMismatch = "TB2212";

    /// <summary>A signer's certificate cannot be understood, or is not for signing.</summary>
    public const string SignerCertificateInvalid = "TB2213";

    /// <summary>A signer's certificate does not come from a trusted authority.</summary>
    public const string SignerCertificateUntrusted = "TB2214";

    /// <summary>A signer's certificate was not valid when it signed.</summary>
    public const string SignerCertificateNotValidAtTime = "TB2215";

    /// <summary>A signer's certificate is in no certificate log.</summary>
    public const string CertificateTimestampMissing = "TB2216";

    /// <summary>A certificate log's timestamp does not fit the certificate, or cannot be understood.</summary>
    public const string CertificateTimestampInvalid = "TB2217";

    /// <summary>A signature is in no transparency log.</summary>
    public const string LogEntryMissing = "TB2218";

    /// <summary>A transparency log's entry is about another signature.</summary>
    public const string LogEntryMismatch = "TB2219";

    /// <summary>A transparency log's promise does not fit the entry.</summary>
    public const string LogPromiseInvalid = "TB2220";

    /// <summary>A transparency log's proof does not lead from the entry to the log.</summary>
    public const string LogProofInvalid = "TB2221";

    /// <summary>A transparency log's checkpoint is not signed by the log, or is about another state of it.</summary>
    public const string LogCheckpointInvalid = "TB2222";

    /// <summary>A transparency log or certificate log is not trusted, or was not at that time.</summary>
    public const string LogUntrusted = "TB2223";

    /// <summary>Nobody trusted tells when a signature was made.</summary>
    public const string SigningTimeMissing = "TB2224";

    /// <summary>A timestamp does not fit the signature, or cannot be understood.</summary>
    public const string TimestampInvalid = "TB2225";

    /// <summary>A timestamp's authority is not trusted, or was not at that time.</summary>
    public const string TimestampUntrusted = "TB2226";

    /// <summary>A trust root cannot be understood.</summary>
    public const string TrustRootInvalid = "TB2227";

    /// <summary>A public key cannot be read.</summary>
    public const string VerificationKeyInvalid = "TB2228";
}
